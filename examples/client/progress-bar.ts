import type { BatchStatus } from './batch-client';

const WIDTH = 40;

/** One line that is drawn again and again on a terminal; elsewhere nothing is drawn. */
export class ProgressBar {
  constructor(private readonly terminal: NodeJS.WriteStream) {}

  draw({ state, progress_percent, processed_count, counts }: BatchStatus): void {
    if (!this.terminal.isTTY) return;
    this.terminal.clearLine(0);
    this.terminal.cursorTo(0);
    this.terminal.write(`${bar(progress_percent)} ${processed_count}/${counts.total} rows, ${state}`);
  }

  end(): void {
    if (this.terminal.isTTY) this.terminal.write('\n');
  }
}

/** @param percent in [0, 100] */
export function bar(percent: number): string {
  const full = Math.round((WIDTH * percent) / 100);
  return `[${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}] ${percent.toFixed(0).padStart(3)} %`;
}
