import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BLOCK = Buffer.alloc(64 * 1024);
/** What others free is taken at once. */
const FILL_EVERY_MS = 20;

/** A file system of its own with little space, which can be filled to the last byte. Linux, as root. */
export class SmallDisk {
  private filling: NodeJS.Timeout | undefined;
  private readonly ballast: string;

  private constructor(readonly path: string) {
    this.ballast = join(path, 'ballast');
  }

  /** @throws Error where nothing may be mounted */
  static mount(megabytes: number): SmallDisk {
    const path = mkdtempSync(join(tmpdir(), 'sluice-disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path]);
    return new SmallDisk(path);
  }

  /** From now on there is no space left. */
  fill(): void {
    this.takeAll();
    this.filling = setInterval(() => {
      this.takeAll();
    }, FILL_EVERY_MS);
  }

  /** Gives the space back. */
  free(): void {
    clearInterval(this.filling);
    rmSync(this.ballast, { force: true });
  }

  /** Removes it and everything on it. */
  unmount(): void {
    this.free();
    execFileSync('umount', ['--lazy', this.path]);
    rmSync(this.path, { recursive: true });
  }

  private takeAll(): void {
    const file = openSync(this.ballast, 'a');
    try {
      for (let size = BLOCK.length; size >= 1; size = Math.floor(size / 2)) {
        while (hasRoomFor(file, size));
      }
    } finally {
      closeSync(file);
    }
  }
}

function hasRoomFor(file: number, bytes: number): boolean {
  try {
    return writeSync(file, BLOCK, 0, bytes) > 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
    throw error;
  }
}
