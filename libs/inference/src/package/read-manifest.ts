import { join } from 'node:path';
import type { Digest, ModelManifest } from '@sluice/contracts';
import type { VersionFolder } from './discover-versions';
import { readFileWithDigest } from './read-file-with-digest';
import { validateManifest } from './validate-manifest';

const MAX_MANIFEST_BYTES = 256 * 1024;

/** A version whose manifest is valid and belongs to its folder; its other files have not been looked at. */
export interface ModelSource {
  readonly dir: string;
  readonly manifest: ModelManifest;
  /** SHA-256 of the bytes of manifest.json: through the digests in it, of the whole version. */
  readonly digest: Digest;
}

/** @throws Error whose message says what is wrong with manifest.json. */
export async function readManifest(folder: VersionFolder): Promise<ModelSource> {
  const { bytes, digest } = await readFileWithDigest(join(folder.dir, 'manifest.json'), MAX_MANIFEST_BYTES).catch(
    (error: unknown) => {
      throw new Error('manifest.json cannot be read', { cause: error });
    },
  );
  const manifest = validateManifest(parse(bytes));
  if (manifest.name !== folder.name || manifest.version !== folder.version) {
    throw new Error('manifest.json names another model or version than its folder');
  }
  return { dir: folder.dir, manifest, digest };
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new Error('manifest.json is not JSON in UTF-8', { cause: error });
  }
}
