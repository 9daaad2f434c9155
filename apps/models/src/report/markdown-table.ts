/** A Markdown table. Columns are padded, so that it also reads as plain text; numbers stand right where `right` says so. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: (column: number) => boolean = (column) => column > 0,
): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => {
    const padded = widths.map((width, column) => {
      const cell = cells[column] ?? '';
      return right(column) ? cell.padStart(width) : cell.padEnd(width);
    });
    return `| ${padded.join(' | ')} |\n`;
  };
  const rule = widths.map((width, column) => (right(column) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return line(head) + line(rule) + rows.map(line).join('');
}

/** `12,345`; with digits after the point where they matter. */
export function number(value: number, digits = 0): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Megabytes of 10^6 bytes. */
export function megabytes(bytes: number): string {
  return `${number(bytes / 1e6)} MB`;
}
