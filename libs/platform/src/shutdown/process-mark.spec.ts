import { spawn } from 'node:child_process';
import { endProcess } from './end-process';
import { isRunning, markProcess } from './process-mark';

describe('a process mark', () => {
  it('names a running process until it ends', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await new Promise((resolve) => child.once('spawn', resolve));
    const mark = markProcess(child.pid ?? 0);
    expect(mark).not.toBeNull();
    if (mark === null) return;
    expect(isRunning(mark)).toBe(true);
    await endProcess(mark, 10_000);
    expect(isRunning(mark)).toBe(false);
    expect(child.signalCode ?? 'SIGTERM').toBe('SIGTERM');
  });

  it('is not that of a later process with the same pid: that one is left alone', async () => {
    const stranger = { pid: process.pid, startedAt: 'some other time' };
    expect(isRunning(stranger)).toBe(false);
    await endProcess(stranger, 0);
  });
});
