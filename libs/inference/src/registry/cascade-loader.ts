import type { CascadeManifest, ModelRef } from '@sluice/contracts';
import { failureReason } from '../failure-reason';
import type { LiveModel } from '../live-model';
import type { ModelSource } from '../package/read-manifest';
import { readGoldenRows } from '../package/read-model-files';
import { goldenInput } from '../runtime/golden-input';
import { requireGoldenScores } from '../runtime/require-golden-scores';
import { cascadeMisfits } from './cascade-misfits';
import { CascadeModel, type CascadeMembers, type CascadeSource } from './cascade-model';

/** Gives exactly the version that a cascade names, loading it if need be. */
export type ResolveMember = (ref: ModelRef) => Promise<LiveModel>;

export function isCascadeSource(source: ModelSource): source is CascadeSource {
  return source.manifest.runtime === 'cascade';
}

/** Puts a cascade together from its members. @throws Error with the reason why the version is unavailable. */
export async function loadCascade(source: CascadeSource, resolve: ResolveMember): Promise<CascadeModel> {
  const { manifest } = source;
  const golden = await readGoldenRows(source);
  const members = await membersOf(manifest, resolve);
  const misfits = cascadeMisfits(manifest, members);
  if (misfits.length > 0) throw new Error(`manifest.json does not fit its members: ${misfits.join('; ')}`);
  const model = new CascadeModel(source, members);
  const { scores } = await model.score(goldenInput(golden, null));
  requireGoldenScores(golden, scores, manifest.tolerance, 'in the cascade');
  return model;
}

async function membersOf({ cascade }: CascadeManifest, resolve: ResolveMember): Promise<CascadeMembers> {
  const member = (role: string, ref: ModelRef): Promise<LiveModel> =>
    resolve(ref).catch((error: unknown) => {
      const reason = failureReason(error).replace(/\.$/, '');
      throw new Error(`its ${role} model ${ref.name} ${ref.version} cannot be used: ${reason}`);
    });
  const [fast, deep] = await Promise.all([member('fast', cascade.fast), member('deep', cascade.deep)]);
  return { fast, deep };
}
