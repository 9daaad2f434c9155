import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { estimateRows } from './estimate-rows';

describe('estimateRows', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-rows-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  const file = async (content: string): Promise<string> => {
    const path = join(folder, 'input');
    await writeFile(path, content);
    return path;
  };

  it.each([
    ['csv', 'text\na\nb\n', 2],
    ['csv', 'text\na\nb', 2],
    ['csv', 'text\n', 1],
    ['ndjson', '{"text":"a"}\n{"text":"b"}\n', 2],
    ['ndjson', '{"text":"a"}', 1],
  ] as const)('counts a small file: %s %j', async (format, content, rows) => {
    expect(await estimateRows(await file(content), format)).toBe(rows);
  });

  it('scales the head of a large file', async () => {
    const rows = 100_000;
    const lines = Array.from({ length: rows }, (_, row) => `${row},${'x'.repeat(row % 50)}`);
    const estimate = await estimateRows(await file(`id,text\n${lines.join('\n')}\n`), 'csv');
    expect(Math.abs(estimate / rows - 1)).toBeLessThan(0.1);
  });
});
