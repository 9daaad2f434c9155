import type { BatchRef } from '@sluice/batches';
import { discrepancies, NOTHING_WRONG, type ScoredRow } from '@sluice/testing';
import type { ModelsDir } from '../../../libs/inference/test/models-dir.fixture';
import { InProcess } from './in-process.fixture';
import { tabularModels } from './tabular-models.fixture';

const ROWS = 1_500;
const CHUNK_ROWS = 256;
const HEADER = 'id,risk,free,cut,items,"age: ""years""",plan,city,paper,opened,session_id,user_id,occurred_at';

interface RowError {
  readonly line: number;
  readonly row: number;
  readonly code: string;
  readonly field: string | null;
}

/** Cells from risk to opened, and what is wrong with them. */
const BAD: readonly (readonly [cells: string, code: string, field: string | null])[] = [
  [',1,1,1,1,pro,a,true,true', 'VALUE_MISSING', 'risk'],
  ['high,1,1,1,1,pro,a,true,true', 'INVALID_TYPE', 'risk'],
  ['1.01,1,1,1,1,pro,a,true,true', 'OUT_OF_RANGE', 'risk'],
  ['0.5,NaN,1,1,1,pro,a,true,true', 'NOT_FINITE', 'free'],
  ['0.5,1,inf,1,1,pro,a,true,true', 'NOT_FINITE', 'cut'],
  ['0.5,1,1,1.5,1,pro,a,true,true', 'INVALID_TYPE', 'items'],
  ['0.5,1,1,0,1,pro,a,true,true', 'OUT_OF_RANGE', 'items'],
  ['0.5,1,1,1,old,pro,a,true,true', 'INVALID_TYPE', 'age: "years"'],
  ['0.5,1,1,1,1,Pro,a,true,true', 'UNKNOWN_CATEGORY', 'plan'],
  ['0.5,1,1,1,1,pro,a,maybe,true', 'INVALID_TYPE', 'paper'],
  ['0.5,1,1', 'MALFORMED_RECORD', null],
];
const GOOD = ['1,1,1,1,pro,a,true,false', ',,,,,,,', '-1e30,1e30,7,200,basic,nowhere,FALSE,1', '0,0,1,0, pro,b,0,'];

const riskOf = (row: number): number => (row % 101) / 100;
const badOf = (row: number): (typeof BAD)[number] | undefined =>
  row % 13 === 0 ? BAD[(row / 13) % BAD.length] : undefined;

function line(row: number, sessions: boolean): string {
  const cells = badOf(row)?.[0] ?? `${riskOf(row)},${GOOD[row % GOOD.length] ?? ''}`;
  if (cells === '0.5,1,1') return `r${row},${cells}`;
  const session = sessions ? `s${(row * 7) % 60},u${row % 7},${1_767_600_000 + ((row * 7_919) % 1_000)}` : ',,';
  return `r${row},${cells},${session}`;
}

const file = (sessions: boolean): string =>
  [HEADER, ...Array.from({ length: ROWS }, (_, i) => line(i + 1, sessions))].join('\n');

describe('a batch for a tabular model', () => {
  let models: ModelsDir;
  let sluice: InProcess;

  beforeAll(async () => {
    models = await tabularModels();
    sluice = await InProcess.start({ MODELS_DIR: models.path });
  });
  afterAll(async () => {
    await sluice.stop();
    await models.remove();
  });

  async function finished(csv: string, chunkRows: number, model = 'orders'): Promise<BatchRef> {
    const batch = await sluice.accept(csv, chunkRows, model);
    await sluice.run(batch);
    return batch;
  }

  it('numbers every record once, in rows with its score or in errors with its reason', async () => {
    const batch = await finished(file(false).replace(',session_id', ',chat'), CHUNK_ROWS);
    const rows = Array.from({ length: ROWS }, (_, i) => i + 1);
    const expected = rows
      .filter((row) => badOf(row) === undefined)
      .map((row): ScoredRow => ({ row, id: `r${row}`, score: riskOf(row) }));
    expect(discrepancies(expected, await sluice.rows(batch))).toEqual(NOTHING_WRONG);

    const errors = await sluice.lines<RowError>(batch, 'errors');
    const wrong = rows.flatMap((row) => {
      const [, code, field] = badOf(row) ?? [];
      return code === undefined ? [] : [{ line: row + 1, row, code, field }];
    });
    expect(errors.map(({ line: at, row, code, field }) => ({ line: at, row, code, field }))).toEqual(wrong);
    const flagged = expected.filter(({ score }) => score >= 0.45).length;
    expect((await (await sluice.ledger(batch)).outcome())?.counts).toEqual({
      ...{ total: ROWS, succeeded: expected.length, failed: wrong.length, flagged, cancelled: 0 },
    });
  });

  it('has the same rows, sessions and errors to the byte, however it is cut into chunks', async () => {
    const csv = file(true);
    const whole = await finished(csv, 16_384);
    const views = ['rows', 'sessions', 'errors'] as const;
    const bytes = await Promise.all(views.map((view) => sluice.view(whole, view)));
    expect(bytes[1]?.split('\n')).toHaveLength(60 + 1);
    for (const chunkRows of [CHUNK_ROWS, 311]) {
      const cut = await finished(csv, chunkRows);
      expect((await (await sluice.ledger(cut)).plan())?.chunk_ends.length).toBeGreaterThan(3);
      expect(await Promise.all(views.map((view) => sluice.view(cut, view)))).toEqual(bytes);
    }
  });

  it('makes one commit of two attempts at the same time, with the same scores', async () => {
    const batch = await sluice.accept(file(false), CHUNK_ROWS, 'orders');
    const chunks = await sluice.plan(batch);
    for (let chunk = 0; chunk < chunks; chunk++) await sluice.scoreTwice(batch, chunk);
    await sluice.finish(batch);
    const undisturbed = await finished(file(false), CHUNK_ROWS);
    expect(await sluice.view(batch, 'rows')).toBe(await sluice.view(undisturbed, 'rows'));
    const { keys } = await sluice.ledger(batch);
    for (let chunk = 0; chunk < chunks; chunk++) {
      const conflicts = await sluice.resources.store.list(`${keys.root}/conflicts/${chunk}`);
      expect(conflicts).toHaveLength(1);
      const record = await sluice.resources.store.get(keys.conflict(String(chunk), conflicts[0] ?? ''));
      expect(JSON.parse(record?.toString() ?? '{}')).toMatchObject({ same: true });
    }
  });

  it('passes strings on as they are, and lists a row whose score is no number', async () => {
    const batch = await finished('id,note\na,0.25\nb,NaN\nc,\nd,0.125\ne,0.123\n', CHUNK_ROWS, 'notes');
    expect((await sluice.rows(batch)).map(({ id, score }) => [id, score])).toEqual([
      ['a', 0.25],
      ['c', 0.5],
      ['d', 0.125],
      ['e', 0.123],
    ]);
    const [error, ...others] = await sluice.lines<RowError>(batch, 'errors');
    expect([error, others]).toEqual([
      expect.objectContaining({ line: 3, row: 2, code: 'NON_FINITE_SCORE', field: null }),
      [],
    ]);
  });
});
