import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { FolderStore } from './folder-store';
import type { ObjectStore } from './object-store';
import { storeFailure } from './store-failure';

/** Opens the object store of a `file:///…` address, making the folder when it is missing. */
export async function openStore(blobUrl: string): Promise<ObjectStore> {
  const root = fileURLToPath(blobUrl);
  try {
    await mkdir(root, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw storeFailure(error);
  }
  return new FolderStore(root);
}
