import { linkSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { endProcess, isRunning, markProcess, StartError } from '@sluice/platform';
import { readRunNote, writeRunNote, type RunNote } from './run-note';

/** The right of this process to be the only supervisor of a data folder, and its note about what it runs. */
export class RunClaim {
  private constructor(
    private readonly file: string,
    private note: RunNote,
  ) {}

  /**
   * Claims the folder. What a killed supervisor left running is ended first; its Redis stays, to be adopted.
   * @param graceMs time an orphan gets to drain
   * @throws StartError when another supervisor runs here.
   */
  static async take(folder: string, graceMs: number): Promise<RunClaim> {
    mkdirSync(folder, { recursive: true });
    const file = join(folder, 'run.json');
    const supervisor = markProcess(process.pid);
    if (supervisor === null) throw new Error('the system does not tell when this process was started');
    const note: RunNote = { supervisor, address: null, redis: null, gateway: null, workers: [] };
    while (!writeRunNote(file, note, { ifAbsent: true })) {
      const left = takeAway(file);
      if (left !== null) await endOrphans(left, graceMs);
    }
    return new RunClaim(file, note);
  }

  get current(): RunNote {
    return this.note;
  }

  update(change: Partial<RunNote>): void {
    this.note = { ...this.note, ...change };
    writeRunNote(this.file, this.note);
  }

  release(): void {
    rmSync(this.file, { force: true });
  }
}

/** Only one of two supervisors that find the note of a dead one can rename it away; the other looks again. */
function takeAway(file: string): RunNote | null {
  refuseIfRunning(readRunNote(file));
  const aside = `${file}.left.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return null;
  }
  const left = readRunNote(aside);
  // The other one may have replaced the dead note by its own between our look and our rename: that one goes back.
  if (left !== null && isRunning(left.supervisor)) linkSync(aside, file);
  rmSync(aside, { force: true });
  refuseIfRunning(left);
  return left;
}

function refuseIfRunning(note: RunNote | null): void {
  if (note === null || !isRunning(note.supervisor)) return;
  const where = note.address === null ? 'is starting' : `runs at ${note.address}`;
  throw new StartError(
    `Sluice ${where} with this data folder already (pid ${note.supervisor.pid}): stop it with "kill ${note.supervisor.pid}", ` +
      'or give this one another DATA_DIR and PORT.',
    { exitCode: 1 },
  );
}

/** They drain by themselves once their supervisor is gone; this waits for it, and insists. */
async function endOrphans({ gateway, workers }: RunNote, graceMs: number): Promise<void> {
  const orphans = [...(gateway === null ? [] : [gateway]), ...workers];
  await Promise.all(orphans.map((orphan) => endProcess(orphan, graceMs)));
}
