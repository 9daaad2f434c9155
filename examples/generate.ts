import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand } from './cli/run-command';
import { wholeFlag } from './cli/whole-flag';
import { chatRows } from './rows/chat-rows';
import { ROW_FORMATS, writeRows, type RowFormat } from './rows/write-rows';

const USAGE = `npm run generate -- --out FILE [--rows 1000000] [--format csv|ndjson] [--seed 1] [--abusive-percent 5]

Writes a chat log for trying out large batches: sessions of 1 to 50 rows, texts of 130 characters on average.
The same flags give the same file.
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      rows: { type: 'string', default: '1000000' },
      format: { type: 'string' },
      seed: { type: 'string', default: '1' },
      'abusive-percent': { type: 'string', default: '5' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || values.out === undefined) {
    process.stdout.write(USAGE);
    if (!values.help) throw new Error('--out is missing: name the file to write.');
    return;
  }
  const rows = wholeFlag('rows', values.rows, 1, 1_000_000_000);
  const seed = wholeFlag('seed', values.seed, 0, 2 ** 32 - 1);
  const abusiveShare = wholeFlag('abusive-percent', values['abusive-percent'], 0, 100) / 100;
  const format = formatOf(values.format ?? (extname(values.out).slice(1) || 'csv'));
  if (existsSync(values.out)) throw new Error('The file of --out exists already: remove it, or name another.');
  await writeRows(chatRows({ rows, seed, abusiveShare }), values.out, format);
  process.stdout.write(`${rows} rows written\n`);
}

function formatOf(name: string): RowFormat {
  const format = ROW_FORMATS.find((known) => known === name);
  if (format === undefined)
    throw new Error('The format is csv or ndjson: name it by --format, or by the end of --out.');
  return format;
}

void runCommand(main);
