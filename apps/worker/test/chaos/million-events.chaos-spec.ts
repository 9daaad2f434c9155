import { ChaosRun, TestSystem } from '@sluice/testing';

const EVENTS = 1_000_000;
/** What a worker may take, whatever a file holds. */
const MOST_BYTES = 700 * 2 ** 20;
const START_S = Date.parse('2026-01-05T08:00:00Z') / 1_000;
/** Coprime to EVENTS: every second is there once, and the file goes back and forth in time. */
const STRIDE = 7_919;

describe('a session of a million events', () => {
  it('is judged whole, in the order of its times and within the memory of any other batch', async () => {
    const run = new ChaosRun('million-events');
    const lines = Array.from({ length: EVENTS }, (_, i) => {
      const text = i % 50 === 0 ? 'you are a worthless idiot' : 'have a nice day';
      return `${text} ${i},one,somebody,${START_S + ((i * STRIDE) % EVENTS)}`;
    });
    const system = await TestSystem.start({ workers: 0, chunkRows: 16_384 });
    try {
      const worker = await system.startWorker();
      const startedMs = performance.now();
      const batch = await system.submit(['text,session_id,user_id,occurred_at', ...lines].join('\n'));
      const { state, counts } = await system.finished(batch, 240_000);
      const seconds = (performance.now() - startedMs) / 1_000;
      const sessions = (await system.results(batch, 'sessions')).trim().split('\n');
      const peakBytes = worker.peakBytes();
      run.print({ events: EVENTS, seconds: Math.round(seconds), workerPeakMb: Math.round(peakBytes / 2 ** 20) });
      expect([state, counts.succeeded, sessions.length]).toEqual(['completed', EVENTS, 1]);
      expect(JSON.parse(sessions[0] ?? '')).toMatchObject({
        session_id: 'one',
        user_id: 'somebody',
        events: EVENTS,
        flagged: counts.flagged,
        first_at: new Date(START_S * 1_000).toISOString(),
        last_at: new Date((START_S + EVENTS - 1) * 1_000).toISOString(),
        action: 'block',
      });
      expect(peakBytes).toBeLessThan(MOST_BYTES);
    } finally {
      await system.stop();
    }
  });
});
