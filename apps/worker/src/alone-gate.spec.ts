import fc from 'fast-check';
import { AloneGate } from './alone-gate';

/** Lets everything that was admitted begin. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Work that the test ends when it wants. */
class Task {
  started = false;
  end: () => void = () => undefined;
  readonly done: Promise<void>;

  constructor(
    gate: AloneGate,
    readonly alone: boolean,
  ) {
    this.done = gate.run(alone, () => {
      this.started = true;
      return new Promise((resolve) => {
        this.end = resolve;
      });
    });
  }
}

describe('AloneGate', () => {
  it('lets many run together, and one alone', async () => {
    const gate = new AloneGate();
    const [first, second, alone, after] = [false, false, true, false].map((each) => new Task(gate, each));
    await settled();
    expect([first, second, alone, after].map((task) => task?.started)).toEqual([true, true, false, false]);
    first?.end();
    await first?.done;
    await settled();
    expect(alone?.started).toBe(false);
    second?.end();
    await second?.done;
    await settled();
    expect([alone?.started, after?.started]).toEqual([true, false]);
    alone?.end();
    await alone?.done;
    await settled();
    expect(after?.started).toBe(true);
  });

  it('opens again after work that failed', async () => {
    const gate = new AloneGate();
    await expect(gate.run(true, () => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
    await expect(gate.run(true, () => Promise.resolve('next'))).resolves.toBe('next');
  });

  it('never lets anything run beside one that is alone, and starts everything in the order it came', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 12 }), fc.infiniteStream(fc.nat()), async (kinds, picks) => {
        const gate = new AloneGate();
        const tasks = kinds.map((alone) => new Task(gate, alone));
        await settled();
        let running = tasks.filter(({ started }) => started);
        while (running.length > 0) {
          expect(running.length === 1 || running.every(({ alone }) => !alone)).toBe(true);
          const startedCount = tasks.filter(({ started }) => started).length;
          expect(tasks.slice(0, startedCount).every(({ started }) => started)).toBe(true);
          const ended = running[Number(picks.next().value) % running.length];
          ended?.end();
          await ended?.done;
          await settled();
          running = running.filter((task) => task !== ended).concat(tasks.slice(startedCount).filter((t) => t.started));
        }
        expect(tasks.every(({ started }) => started)).toBe(true);
      }),
    );
  });
});
