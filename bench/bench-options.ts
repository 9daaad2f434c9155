import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { wholeFlag } from '../examples/cli/whole-flag';

/** From dist/bench, where this runs. */
export const ROOT = join(__dirname, '..', '..');

export const PARTS = [
  'predict',
  'shapes',
  'guarded',
  'overload',
  'lag',
  'swap',
  'profile',
  'batch',
  'scaling',
  'upload',
  'models',
  'sessions',
  'operations',
] as const;
export type Part = (typeof PARTS)[number];

export interface BenchOptions {
  readonly parts: readonly Part[];
  /** Rows of the batch. */
  readonly rows: number;
  /** Rows of the batch of operations. */
  readonly largeRows: number;
  /** How often everything is measured, one server after the other; medians are reported. */
  readonly rounds: number;
  /** Length of one measurement of /predict. */
  readonly seconds: number;
  readonly uploadBytes: number;
  /** Live sessions. */
  readonly sessions: number;
  readonly seed: number;
  /** Folder of the FastAPI + scikit-learn peer. */
  readonly peerDir: string;
  /** Folder with the data of the recipes, for cascades; undefined: made-up texts. */
  readonly dataDir: string | undefined;
  /** Python that has the peer's packages. */
  readonly python: string;
}

export const USAGE = `npm run bench [-- predict|shapes|guarded|overload|lag|swap|profile|batch|scaling|upload|models|sessions|operations …] [flags]

  --rows 200000      rows of the batch, also of scaling
  --large-rows 5000000  rows of the large batch of operations
  --rounds 3         rounds; medians are shown
  --seconds 4        length of one measurement of /predict
  --upload-mib 1024  size of the upload
  --sessions 1000000 live sessions
  --seed 1           of texts and files
  --peer DIR         folder of the FastAPI + scikit-learn peer
  --data DIR         data folder of the recipes: cascades are measured on its texts
  --python python3   Python with the packages of its requirements.txt

Servers run on core 0, the load comes from core 1. Linux only.
`;

/** null: only help was asked for. @throws Error that says what is wrong with the arguments */
export function benchOptions(): BenchOptions | null {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rows: { type: 'string', default: '200000' },
      'large-rows': { type: 'string', default: '5000000' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '4' },
      'upload-mib': { type: 'string', default: '1024' },
      sessions: { type: 'string', default: '1000000' },
      seed: { type: 'string', default: '1' },
      peer: { type: 'string', default: join(ROOT, '..', 'shared', 'peers', 'fastapi_sklearn') },
      data: { type: 'string' },
      python: { type: 'string', default: 'python3' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  return {
    parts: positionals.length === 0 ? PARTS : positionals.map(partNamed),
    rows: wholeFlag('rows', values.rows, 1, 100_000_000),
    largeRows: wholeFlag('large-rows', values['large-rows'], 1, 100_000_000),
    rounds: wholeFlag('rounds', values.rounds, 1, 99),
    seconds: wholeFlag('seconds', values.seconds, 1, 600),
    uploadBytes: wholeFlag('upload-mib', values['upload-mib'], 1, 5 * 1024) * 2 ** 20,
    sessions: wholeFlag('sessions', values.sessions, 1, 100_000_000),
    seed: wholeFlag('seed', values.seed, 0, 2 ** 32 - 1),
    peerDir: resolve(values.peer),
    dataDir: values.data === undefined ? undefined : resolve(values.data),
    python: values.python,
  };
}

function partNamed(name: string): Part {
  const part = PARTS.find((known) => known === name);
  if (part === undefined) throw new Error(`There is no such part of the benchmark; allowed: ${PARTS.join(', ')}.`);
  return part;
}
