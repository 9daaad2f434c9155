import type { Frame } from './cpu-profile';

const WIDTH = 1_600;
const ROW = 17;
const HEAD = 30;
/** Narrower ones are no more than a line. */
const LEAST_WIDTH = 0.4;
const CHAR_WIDTH = 6.2;

/** An SVG whose every row is a depth of the stack, callers above what they call, each function as wide as its share of the CPU. */
export function flameGraph(root: Frame, title: string): string {
  const boxes: string[] = [];
  const depth = draw(root, root.totalUs, 0, 0, boxes);
  const height = HEAD + depth * ROW;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="monospace" font-size="10">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="4" y="18" font-size="13">${escaped(title)}</text>`,
    ...boxes,
    '</svg>\n',
  ].join('\n');
}

/** @returns rows that were drawn */
function draw(frame: Frame, allUs: number, left: number, row: number, boxes: string[]): number {
  const width = (frame.totalUs / allUs) * WIDTH;
  if (width < LEAST_WIDTH) return row;
  boxes.push(box(frame, (frame.totalUs / allUs) * 100, left, width, row));
  let x = left;
  let deepest = row + 1;
  for (const child of [...frame.children].sort((a, b) => b.totalUs - a.totalUs)) {
    deepest = Math.max(deepest, draw(child, allUs, x, row + 1, boxes));
    x += (child.totalUs / allUs) * WIDTH;
  }
  return deepest;
}

function box({ name, part }: Frame, percent: number, x: number, width: number, row: number): string {
  const y = HEAD + row * ROW;
  const shown = name.slice(0, Math.max(0, Math.floor((width - 4) / CHAR_WIDTH)));
  const label = shown.length < 3 ? '' : `<text x="${round(x + 2)}" y="${y + 12}">${escaped(shown)}</text>`;
  const rect = `<rect x="${round(x)}" y="${y}" width="${round(width)}" height="${ROW - 1}" fill="${colourOf(part)}"/>`;
  return `<g><title>${escaped(`${name} (${part}): ${percent.toFixed(1)} %`)}</title>${rect}${label}</g>`;
}

/** Ours green, packages blue, Node yellow, what V8 and native code do grey. */
function colourOf(part: string): string {
  if (/^(?:apps|libs)\//.test(part)) return '#9fd8a4';
  if (part.startsWith('node:')) return '#f3dd8c';
  return part === 'native code' || part === 'garbage collector' ? '#d5d5d5' : '#a9c9ee';
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
