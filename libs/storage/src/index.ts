export type { ObjectStore, Upload } from './object-store';
export { FolderStore } from './folder-store';
export { openStore } from './open-store';
