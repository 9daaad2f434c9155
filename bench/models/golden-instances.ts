import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GoldenRows } from '@sluice/contracts';
import { ROOT } from '../bench-options';

type Instance = Readonly<Record<string, unknown>>;

/** Instances that ship with a tabular model. @param version `<name>/<version>` */
export function goldenInstances(version: string): Instance[] {
  // Digests guard the file: its shape is taken as written.
  const { rows } = JSON.parse(readFileSync(join(ROOT, 'models', version, 'golden.json'), 'utf8')) as GoldenRows;
  return rows.flatMap((row) => ('instance' in row ? [row.instance] : []));
}
