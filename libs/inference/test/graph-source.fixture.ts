import type { VersionFolder } from '../src/package/discover-versions';
import { isGraphSource, type GraphSource } from '../src/package/graph-source';
import { readManifest } from '../src/package/read-manifest';

/** Reads the manifest of a version that has a graph of its own. */
export async function readGraphSource(folder: VersionFolder): Promise<GraphSource> {
  const source = await readManifest(folder);
  if (!isGraphSource(source)) throw new Error('a cascade has no graph of its own');
  return source;
}
