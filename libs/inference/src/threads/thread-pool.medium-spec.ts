import { join } from 'node:path';
import { readGraphSource } from '../../test/graph-source.fixture';
import { ModelsDir } from '../../test/models-dir.fixture';
import type { InferenceObserver } from '../inference-observer';
import type { GraphSource } from '../package/graph-source';
import { ThreadPool } from './thread-pool';

const FAULTY_THREAD = join(__dirname, '../../test/faulty.thread.cjs');

describe('ThreadPool', () => {
  let models: ModelsDir;
  let source: GraphSource;
  let pool: ThreadPool;

  beforeAll(async () => {
    models = await ModelsDir.create();
    source = await readGraphSource({ name: 'tiny', version: '1.0.0', dir: await models.add() });
  });
  afterAll(() => models.remove());
  afterEach(() => pool.close());

  function start(threads: number, observer: InferenceObserver = {}): ThreadPool {
    pool = new ThreadPool(threads, observer, FAULTY_THREAD);
    pool.start();
    return pool;
  }

  const scoresOf = async (texts: readonly string[]): Promise<number[]> => [...(await pool.score(source, texts)).scores];

  it('gives each of many concurrent calls exactly its rows', async () => {
    start(2);
    const calls = Array.from({ length: 200 }, (_, call) =>
      Array.from({ length: 1 + (call % 40) }, (_, row) => `0.${call + 100}${row + 10}`),
    );
    const scores = await Promise.all(calls.map(scoresOf));
    expect(scores.map((rows) => rows.map((score) => score.toFixed(5)))).toEqual(calls);
  });

  it('rejects only the call of a thread that dies, replaces it, and serves all others', async () => {
    const deaths: number[] = [];
    start(2, { threadDied: (callsLost) => deaths.push(callsLost) });
    const calls = Array.from({ length: 50 }, (_, call) => (call === 10 || call === 30 ? ['die'] : ['0.5']));
    const settled = await Promise.allSettled(calls.map(scoresOf));
    expect(settled.map(({ status }) => status)).toEqual(
      calls.map(([text]) => (text === 'die' ? 'rejected' : 'fulfilled')),
    );
    expect(settled[10]).toMatchObject({ reason: { code: 'INTERNAL' } });
    expect(deaths).toEqual([1, 1]);
  });

  it('goes on after its only thread died', async () => {
    start(1);
    const [lost, next] = await Promise.allSettled([scoresOf(['die']), scoresOf(['0.25'])]);
    expect(lost.status).toBe('rejected');
    expect(next).toEqual({ status: 'fulfilled', value: [0.25] });
  });

  it('fails a call whose rows cannot be scored, and keeps the thread', async () => {
    const deaths: number[] = [];
    start(1, { threadDied: (callsLost) => deaths.push(callsLost) });
    await expect(scoresOf(['no number'])).rejects.toThrow();
    await expect(scoresOf(['0.5'])).resolves.toEqual([0.5]);
    expect(deaths).toEqual([]);
  });

  it('answers every accepted call before its threads end, and refuses later ones', async () => {
    start(2);
    const accepted = Promise.all(Array.from({ length: 20 }, () => scoresOf(['0.5', '0.25'])));
    const closed = pool.close();
    await expect(scoresOf(['0.5'])).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
    await closed;
    expect(await accepted).toHaveLength(20);
  });

  it('fails calls instead of holding them when no thread can start', async () => {
    pool = new ThreadPool(1, {}, join(__dirname, 'absent.thread.cjs'));
    pool.start();
    const settled = await Promise.allSettled([scoresOf(['0.5']), scoresOf(['0.5'])]);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
