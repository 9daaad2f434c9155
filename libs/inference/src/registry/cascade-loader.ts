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

/** Puts cascades together from their members, and lets go of them at the end. */
export class CascadeLoader {
  private readonly cascades: CascadeModel[] = [];

  constructor(private readonly resolve: ResolveMember) {}

  /** @throws Error with the reason why the version is unavailable. */
  async load(source: CascadeSource): Promise<LiveModel> {
    const { manifest } = source;
    const golden = await readGoldenRows(source);
    const members = await this.members(manifest);
    const misfits = cascadeMisfits(manifest, members);
    if (misfits.length > 0) throw new Error(`manifest.json does not fit its members: ${misfits.join('; ')}`);
    const model = new CascadeModel(source, members);
    const { scores } = await model.score(goldenInput(golden, null));
    requireGoldenScores(golden, scores, manifest.tolerance, 'in the cascade');
    this.cascades.push(model);
    return model;
  }

  /** Refuses new calls and answers those accepted: before the members do, which these may still ask. */
  async drain(): Promise<void> {
    await Promise.all(this.cascades.map((cascade) => cascade.drain()));
  }

  private async members({ cascade }: CascadeManifest): Promise<CascadeMembers> {
    const [fast, deep] = await Promise.all([this.member('fast', cascade.fast), this.member('deep', cascade.deep)]);
    return { fast, deep };
  }

  private member(role: string, ref: ModelRef): Promise<LiveModel> {
    return this.resolve(ref).catch((error: unknown) => {
      const reason = failureReason(error).replace(/\.$/, '');
      throw new Error(`its ${role} model ${ref.name} ${ref.version} cannot be used: ${reason}`);
    });
  }
}
