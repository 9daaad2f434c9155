import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ChaosRun, TestSystem } from '@sluice/testing';
import { openSlowly, SLOW_KINDS, type SlowEnd } from './slow-sockets.fixture';

const SOCKETS = 1_000;
/** A burst of connections is another attack: these come over a few seconds. */
const OPENED_WITHIN_MS = 5_000;
const CUT_WITHIN_MS = 12_000;
const PATIENCE_MS = 15_000;
const WARM_UP_MS = 3_000;
const EVERY_MS = 10;
/** Of a p99 of a few milliseconds, the double may be one pause of the garbage collector. */
const FLOOR_MS = 5;

interface Served {
  readonly asked: number;
  readonly lost: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
}

/** Asks every 10 ms, whatever becomes of the calls before, until `over`. */
async function askUntil(url: string, over: Promise<unknown>): Promise<Served> {
  const tookMs: number[] = [];
  let [lost, isOver] = [0, false];
  const ask = async (): Promise<void> => {
    const startedMs = performance.now();
    const headers = { 'content-type': 'application/json' };
    try {
      const body = JSON.stringify({ texts: ['have a nice day'] });
      const answer = await fetch(`${url}/predict`, { method: 'POST', headers, body });
      await answer.text();
      if (answer.status !== 200) lost++;
      tookMs.push(performance.now() - startedMs);
    } catch {
      lost++;
    }
  };
  const ended = over.then(() => (isOver = true));
  const asked: Promise<void>[] = [];
  while (!isOver) {
    asked.push(ask());
    await pause(EVERY_MS);
  }
  await Promise.all([ended, ...asked]);
  tookMs.sort((a, b) => a - b);
  const at = (quantile: number): number =>
    Math.round((tookMs[Math.ceil(quantile * tookMs.length) - 1] ?? NaN) * 10) / 10;
  return { asked: asked.length, lost, p50: at(0.5), p99: at(0.99), longest: at(1) };
}

describe('a thousand connections that send next to nothing', () => {
  async function attack(
    name: string,
    preload?: string,
  ): Promise<{ ends: readonly SlowEnd[]; beside: Served; during: Served }> {
    const run = new ChaosRun(`slow-sockets, ${name}`);
    const preloads = preload === undefined ? {} : { gateway: join(__dirname, 'preloads', preload) };
    const system = await TestSystem.start({ workers: 0, preloads });
    // Nobody attacks this one: it has the same machine, the same neighbours and the same client in the same moments.
    const control = await TestSystem.start({ workers: 0 });
    try {
      const port = Number(new URL(system.url).port);
      await Promise.all([askUntil(system.url, pause(WARM_UP_MS)), askUntil(control.url, pause(WARM_UP_MS))]);
      const slow = Array.from({ length: SOCKETS }, async (_, i) => {
        const kind = SLOW_KINDS[i % SLOW_KINDS.length] ?? SLOW_KINDS[0];
        if (kind === undefined) throw new Error('there are no kinds');
        await pause(run.pick(OPENED_WITHIN_MS));
        return openSlowly(port, kind, PATIENCE_MS);
      });
      const ended = Promise.all(slow);
      const [during, beside] = await Promise.all([askUntil(system.url, ended), askUntil(control.url, ended)]);
      const ends = await ended;
      run.print({ beside, during });
      for (const kind of SLOW_KINDS) run.print(summary(kind, ends));
      return { ends, beside, during };
    } finally {
      await Promise.all([system.stop(), control.stop()]);
    }
  }

  const late = (ends: readonly SlowEnd[]): SlowEnd[] => ends.filter(({ openMs }) => openMs > CUT_WITHIN_MS);

  it('are all cut within 12 s, and cost no predict call its answer nor its speed', async () => {
    const { ends, beside, during } = await attack('as it is');
    expect(ends).toHaveLength(SOCKETS);
    expect(late(ends)).toEqual([]);
    expect(new Set(ends.map(({ status }) => status))).toEqual(new Set([408]));
    expect([beside.lost, during.lost]).toEqual([0, 0]);
    expect(during.p99).toBeLessThanOrEqual(2 * beside.p99 + FLOOR_MS);
  });

  it('negative control: stay when nobody looks at the clock', async () => {
    const { ends } = await attack('endless patience', 'endless-patience.cjs');
    expect(late(ends).length).toBeGreaterThan(SOCKETS / 2);
  });
});

function summary(kind: SlowEnd['kind'], ends: readonly SlowEnd[]): Readonly<Record<string, unknown>> {
  const ofKind = ends.filter((end) => end.kind === kind);
  const cutMs = ofKind.map(({ openMs }) => openMs).filter(Number.isFinite);
  const answers = new Set(ofKind.map(({ status }) => status));
  return {
    ...{ kind, sockets: ofKind.length, cut: cutMs.length },
    longestMs: cutMs.length === 0 ? null : Math.max(...cutMs),
    answers: [...answers],
  };
}
