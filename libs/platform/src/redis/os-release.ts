import { readFileSync } from 'node:fs';

/** ID and ID_LIKE of /etc/os-release in lower case, such as `ubuntu debian`; '' where there is no such file. */
export function readOsRelease(file = '/etc/os-release'): string {
  try {
    const lines = readFileSync(file, 'utf8').matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm);
    return [...lines]
      .map(([, ids]) => ids)
      .join(' ')
      .toLowerCase();
  } catch {
    return '';
  }
}
