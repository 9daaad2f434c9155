import { cpuCores } from './cpu-cores';

const machine =
  (files: Readonly<Record<string, string>>) =>
  (path: string): string | undefined =>
    files[path];

describe('cpuCores', () => {
  it('is what the scheduler offers where there is no quota', () => {
    expect(cpuCores(machine({}), 8)).toBe(8);
    expect(cpuCores(machine({ '/sys/fs/cgroup/cpu.max': 'max 100000\n' }), 8)).toBe(8);
    expect(cpuCores(machine({ '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n' }), 8)).toBe(8);
  });

  it('is the quota of a container, whole cores only and at least one', () => {
    expect(cpuCores(machine({ '/sys/fs/cgroup/cpu.max': '250000 100000\n' }), 8)).toBe(2);
    expect(cpuCores(machine({ '/sys/fs/cgroup/cpu.max': '50000 100000\n' }), 8)).toBe(1);
  });

  it('is the smallest quota of the groups above the process', () => {
    const files = {
      '/proc/self/cgroup': '0::/apps/sluice\n',
      '/sys/fs/cgroup/apps/cpu.max': '300000 100000\n',
      '/sys/fs/cgroup/apps/sluice/cpu.max': '600000 100000\n',
    };
    expect(cpuCores(machine(files), 8)).toBe(3);
  });

  it('knows version 1 of control groups', () => {
    const files = {
      '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '200000\n',
      '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
    };
    expect(cpuCores(machine(files), 8)).toBe(2);
  });
});
