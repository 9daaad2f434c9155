import type { InferenceOptions } from '../inference-options';
import { discoverVersions, type VersionFolder } from './discover-versions';
import { compareVersions } from './semantic-version';

/**
 * The versions of the models folder and of those that are published, by model name, newest first.
 * @throws Error when the models folder cannot be read. A store that does not answer is reported, and what was mirrored before is used.
 */
export async function allVersions({
  modelsDir,
  mirror,
  observer = {},
}: Pick<InferenceOptions, 'modelsDir' | 'mirror' | 'observer'>): Promise<
  ReadonlyMap<string, readonly VersionFolder[]>
> {
  const own = await discoverVersions(modelsDir);
  if (!mirror) return own;
  await mirror.refresh().catch((error: unknown) => {
    observer.mirrorFailed?.(error);
  });
  const published = await discoverVersions(mirror.dir).catch(() => new Map<string, readonly VersionFolder[]>());
  const names = [...new Set([...own.keys(), ...published.keys()])].sort();
  return new Map(names.map((name) => [name, together(own.get(name) ?? [], published.get(name) ?? [])]));
}

function together(own: readonly VersionFolder[], published: readonly VersionFolder[]): VersionFolder[] {
  const numbers = new Set(own.map(({ version }) => version));
  const more = published.filter(({ version }) => !numbers.has(version));
  return [...own, ...more].sort((a, b) => compareVersions(b.version, a.version));
}
