export type { ObjectStore, Upload } from './object-store';
export { openStore } from './open-store';
