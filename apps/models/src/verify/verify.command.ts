import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { discoverVersions, verifyVersion, type VersionFolder, type VersionReport } from '@sluice/inference';
import type { Command } from '../command';
import { modelVersion } from '../model-version';
import { checkVectors } from './check-vectors';

const USAGE = `npm run models:verify [-- NAME[@VERSION]] [flags]

Checks every version, or those of one model: schema, digests, golden rows, equal scores at every tensor-batch size, and the ids of the
featurizer against those of the recipe. One line each; exit code 1 when one cannot be used.

  --models DIR       models folder; "models" by default
`;

/** What was found wrong with one version, or how much was checked. */
interface Verified extends VersionReport {
  readonly vectors: number;
}

/** Prints one line for each version. */
export const verifyCommand: Command = {
  usage: USAGE,
  run: async (args, output) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { models: { type: 'string', default: 'models' } },
    });
    const families = await discoverVersions(resolve(values.models));
    let failed = 0;
    for (const folder of chosen(families, positionals)) {
      const verified = await verify(folder, families.get(folder.name)?.[0] === folder);
      output.print(lineOf(verified));
      if (verified.reason !== null) failed++;
    }
    return failed > 0 ? 1 : 0;
  },
};

/** @throws Error when a name or version is not there */
function chosen(families: ReadonlyMap<string, readonly VersionFolder[]>, wanted: readonly string[]): VersionFolder[] {
  if (wanted.length === 0) return [...families.values()].flat();
  return wanted.flatMap((text) => {
    const { model = '', version } = modelVersion(text);
    const all = families.get(model);
    if (!all) throw new Error(`There is no such model. There are ${[...families.keys()].join(', ')}.`);
    const found = all.filter((folder) => version === undefined || folder.version === version);
    if (found.length > 0) return found;
    throw new Error(`${model} has no such version. There are ${all.map((folder) => folder.version).join(', ')}.`);
  });
}

async function verify(folder: VersionFolder, isNewest: boolean): Promise<Verified> {
  const report = await verifyVersion(folder.dir);
  if (report.reason !== null) return { ...report, vectors: 0 };
  try {
    return { ...report, vectors: await checkVectors(folder, isNewest) };
  } catch (error) {
    return { ...report, vectors: 0, reason: error instanceof Error ? error.message : 'unknown failure' };
  }
}

function lineOf({ name, version, reason, goldenRows, tensorBatchSizes, vectors }: Verified): string {
  const place = `${name} ${version}`.padEnd(24);
  if (reason !== null) return `FAIL  ${place} ${reason}\n`;
  const sizes = tensorBatchSizes > 0 ? `, the same bits at ${tensorBatchSizes} tensor-batch sizes` : '';
  const parity = vectors > 0 ? `, ${vectors} texts with the ids of Python` : '';
  return `ok    ${place} ${goldenRows} golden rows${sizes}${parity}\n`;
}
