import { createInterface } from 'node:readline/promises';
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { inspectGraph, type GraphInspection } from '@sluice/inference';
import type { Command, Output } from '../command';
import { ADD_USAGE, readAddFlags, type AddFlags } from './add-flags';
import { askFacts } from './draft-facts';
import { draftManifest } from './draft-manifest';
import { scoreSample, shapeOf } from './draft-sample';
import { Interview, type Terminal } from './interview';
import { makeVersion } from './make-version';
import { readInputs } from './read-inputs';
import { readOutput } from './read-output';
import { readSample } from './sample';

/** Makes a version folder of an ONNX file that was made with no thought of Sluice. */
export const addCommand: Command = {
  usage: ADD_USAGE,
  run: async (args, output) => {
    const flags = await readAddFlags(args);
    const terminal = flags.yes || !process.stdin.isTTY ? null : openTerminal();
    try {
      await add(flags, terminal, output);
      return 0;
    } finally {
      terminal?.close();
    }
  },
};

async function add(flags: AddFlags, terminal: Terminal | null, output: Output): Promise<void> {
  const graph = await readFile(flags.file);
  const inspection = await inspectGraph(graph);
  if ('reason' in inspection) throw new Error(`This graph cannot run: ${inspection.reason}.`);
  output.say(describe(inspection));
  const inputs = readInputs(inspection.inputs, flags.kind);
  const reading = readOutput(inspection.outputs, flags.answers['output']);

  const interview = new Interview(flags.answers, terminal);
  const path = await interview.ask({ flag: 'sample', text: 'File with sample rows (.csv, .ndjson, .parquet)' });
  const facts = await askFacts(interview, flags.file, reading);
  const sample = await readSample(path);
  const shape = shapeOf(inputs, reading, sample, flags);
  const manifest = draftManifest(facts, shape);
  const scored = await scoreSample({ manifest, graph, featurizer: null }, sample, flags.answers['text-column']);
  const made = await makeVersion(flags, { manifest, graph }, scored);
  output.print(
    `${relative(process.cwd(), made.path)}: ${made.goldenRows} golden rows, ${made.costUs} µs a row, the same bits at ${made.tensorBatchSizes} tensor-batch sizes.\n` +
      'Read manifest.json, fill in card.md, then restart the gateway and the workers.\n',
  );
}

function openTerminal(): Terminal {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return {
    ask: (question) => lines.question(question),
    close: () => {
      lines.close();
    },
  };
}

function describe({ inputs, outputs }: Exclude<GraphInspection, { reason: string }>): string {
  const list = (values: typeof inputs): string =>
    values
      .map(({ name, type, shape }) => `${name} ${type ?? 'no tensor'}[${shape.map((size) => size || '?').join(', ')}]`)
      .join('; ');
  return `inputs: ${list(inputs)}\noutputs: ${list(outputs)}`;
}
