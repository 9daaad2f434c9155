import { cpuSeconds, residentBytes } from './process-figures';

describe('the figures of a process', () => {
  it('agree with what the process says of itself, and are refused where there is no /proc', () => {
    if (process.platform !== 'linux') {
      expect(() => cpuSeconds(process.pid)).toThrow('ENOENT');
      return;
    }
    const { userCPUTime, systemCPUTime } = process.resourceUsage();
    expect(cpuSeconds(process.pid)).toBeGreaterThan((userCPUTime + systemCPUTime) / 1e6 - 0.1);
    const { now, peak } = residentBytes(process.pid);
    expect(now).toBeGreaterThan(process.memoryUsage().heapUsed / 2);
    expect(peak).toBeGreaterThanOrEqual(now);
  });
});
