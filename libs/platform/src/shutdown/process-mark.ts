import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { platform } from 'node:process';

/** Names one process for good: a pid alone may belong to somebody else by now. */
export interface ProcessMark {
  readonly pid: number;
  /** When it started, as the system tells it; only compared for equality. */
  readonly startedAt: string;
}

/** The mark of a running process; null when there is none, or only its zombie. */
export function markProcess(pid: number): ProcessMark | null {
  const startedAt = platform === 'linux' ? startFromProc(pid) : startFromPs(pid);
  return startedAt === null ? null : { pid, startedAt };
}

export function isRunning(mark: ProcessMark): boolean {
  return markProcess(mark.pid)?.startedAt === mark.startedAt;
}

/** Ticks since boot, which a restart of the machine may repeat: the boot's id stands before them. */
function startFromProc(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command in brackets may hold spaces and brackets; after it come the state (3) and, as field 22, the start.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return fields[0] === 'Z' || fields[0] === 'X' ? null : `${boot}/${fields[19] ?? ''}`;
  } catch {
    return null;
  }
}

function startFromPs(pid: number): string | null {
  try {
    const [state = '', ...start] = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .split(/\s+/);
    return state === '' || state.startsWith('Z') ? null : start.join(' ');
  } catch {
    return null;
  }
}
