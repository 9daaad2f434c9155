import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { FolderStore } from './folder/folder-store';
import type { ObjectStore } from './object-store';
import { translate } from './store-failure';
import type { StoreSettings } from './store-settings';

/**
 * Opens the object store of a `file:///…` address, making the folder when it is missing, or of an `s3://bucket/prefix` one.
 * @throws UnfitStoreError when a person has to change something, SluiceError when the store does not answer
 */
export async function openStore(settings: StoreSettings): Promise<ObjectStore> {
  if (!settings.blobUrl.startsWith('s3:')) return openFolder(fileURLToPath(settings.blobUrl));
  // Loaded only where it is used: the SDK takes 20 MB and 150 ms.
  const { openS3Store } = await import('./s3/open-s3-store.js');
  return openS3Store(settings);
}

/** Opens the object store in a folder, making it when it is missing. */
export async function openFolder(path: string): Promise<ObjectStore> {
  await translate(() => mkdir(path, { recursive: true, mode: 0o700 }));
  return new FolderStore(path);
}
