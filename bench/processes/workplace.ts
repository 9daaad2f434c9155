import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartedChild, type ChildSpec } from './started-child';

/** A scratch folder and the processes of one run of the benchmark. Nothing of it is left after close(). */
export class Workplace {
  readonly folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
  private readonly children = new Set<StartedChild>();

  start(spec: ChildSpec): StartedChild {
    const child = new StartedChild(spec);
    this.children.add(child);
    return child;
  }

  async end(child: StartedChild): Promise<void> {
    await child.end();
    this.children.delete(child);
  }

  async close(): Promise<void> {
    await Promise.all([...this.children].map((child) => this.end(child)));
    rmSync(this.folder, { recursive: true, force: true });
  }
}
