import type { LiveModel } from '../live-model';
import type { VersionFolder } from '../package/discover-versions';
import { readManifest } from '../package/read-manifest';
import type { ModelFamily } from './model-family';
import type { ModelVersion } from './model-version';
import type { VersionChange } from './reload-report';

export interface ReloadSteps {
  readonly make: (folder: VersionFolder) => ModelVersion;
  /** Lets accepted calls finish, then frees what the version holds. */
  readonly unload: (live: LiveModel) => Promise<void>;
}

/**
 * Brings a family up to what its folders hold now. In this order, so that `get` never has a gap: load, verify, warm, swap, drain, close.
 * A version that cannot be loaded changes nothing of what serves.
 */
export async function reloadFamily(
  family: ModelFamily,
  folders: readonly VersionFolder[],
  steps: ReloadSteps,
): Promise<VersionChange[]> {
  const changes: VersionChange[] = [];
  for (const folder of folders) {
    const known = family.withNumber(folder.version);
    const change = known ? await refresh(family, known, folder, steps) : await add(family, folder, steps);
    if (change) changes.push(change);
  }
  const kept = new Set(folders.map(({ version }) => version));
  for (const version of family.all().filter(({ folder }) => !kept.has(folder.version))) {
    family.remove(version);
    await unload(version, steps);
    changes.push(changed(version, 'retired'));
  }
  return changes;
}

async function add(family: ModelFamily, folder: VersionFolder, { make }: ReloadSteps): Promise<VersionChange> {
  const version = make(folder);
  await version.load();
  // A new version is shown even when it is bad, so that GET /models says why.
  family.put(version);
  return attempted(version, 'added');
}

async function refresh(
  family: ModelFamily,
  known: ModelVersion,
  folder: VersionFolder,
  steps: ReloadSteps,
): Promise<VersionChange | null> {
  // Workers load a version when a batch needs it.
  if (!known.isSettled) return null;
  if (!known.live) {
    await family.load(known);
    return attempted(known, 'added');
  }
  const digest = await readManifest(folder).then(
    (source) => source.digest,
    () => null,
  );
  if (digest === known.live.ref.digest) return null;
  const next = steps.make(folder);
  await next.load();
  if (!next.live) return changed(next, 'failed');
  family.put(next);
  await unload(known, steps);
  return changed(next, 'replaced');
}

async function unload({ live }: ModelVersion, steps: ReloadSteps): Promise<void> {
  if (live) await steps.unload(live);
}

function attempted(version: ModelVersion, change: VersionChange['change']): VersionChange {
  return changed(version, version.live ? change : 'failed');
}

function changed({ folder, reason }: ModelVersion, change: VersionChange['change']): VersionChange {
  return { name: folder.name, version: folder.version, change, reason };
}
