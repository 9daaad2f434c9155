import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestSystem, type BatchState } from '@sluice/testing';

interface BadRecord {
  readonly line: number;
  readonly row: number;
  readonly code: string;
}
interface Session {
  readonly session_id: string;
  readonly action: string;
}

describe('the example files, on the built system', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.start();
  });
  afterAll(() => system.stop());

  async function judge(name: string): Promise<BatchState> {
    return system.finished(await system.submit(readFileSync(join(__dirname, name), 'utf8')));
  }

  async function read<T>(id: string, view: 'sessions' | 'errors'): Promise<T[]> {
    const lines = (await system.results(id, view)).split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as T);
  }

  it('chat.csv: escalating sessions are blocked or reviewed, words of abuse without abuse are not', async () => {
    const { id, state, counts } = await judge('chat.csv');
    expect({ state, counts }).toMatchObject({ state: 'completed', counts: { total: 281, succeeded: 281, failed: 0 } });
    const sessions = await read<Session>(id, 'sessions');
    const actions = new Map(sessions.map(({ session_id, action }) => [session_id, action]));
    expect(actions.size).toBe(40);
    const actionsOf = (...ids: string[]): unknown[] => ids.map((session) => actions.get(session));
    expect(new Set(actions.values())).toEqual(new Set(['allow', 'review', 'block']));
    expect(actionsOf('s-003', 's-014', 's-021', 's-026', 's-032', 's-038')).not.toContain('allow');
    expect(new Set(actionsOf('s-006', 's-010', 's-015', 's-023', 's-031'))).toEqual(new Set(['allow']));
  });

  it('dirty.csv: every bad record is listed with its line, every other one is scored', async () => {
    const { id, state, counts } = await judge('dirty.csv');
    expect(state).toBe('completed_with_errors');
    expect(counts).toMatchObject({ total: 17, succeeded: 9, failed: 8, cancelled: 0 });
    const errors = await read<BadRecord>(id, 'errors');
    expect(errors.map(({ line, row, code }) => [line, row, code])).toEqual([
      [6, 3, 'MALFORMED_RECORD'],
      [7, 4, 'INVALID_TIME'],
      [8, 5, 'INVALID_TIME'],
      [10, 6, 'TEXT_MISSING'],
      [11, 7, 'TEXT_BLANK'],
      [12, 8, 'TEXT_TOO_LONG'],
      [14, 10, 'MALFORMED_RECORD'],
      [20, 16, 'ID_TOO_LONG'],
    ]);
    expect(await system.rowNumbers(id)).toEqual([1, 2, 9, 11, 12, 13, 14, 15, 17]);
  });
});
