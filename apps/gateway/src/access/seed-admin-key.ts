import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { formatCredential, newSecret, parseCredential, type KeyLedger, type KeyWish } from '@sluice/access';
import { LOCAL_TENANT, newId } from '@sluice/contracts';
import { StartError } from '@sluice/platform';

const WISH: KeyWish = { name: 'ADMIN_KEY_FILE', role: 'admin', tenant: LOCAL_TENANT, expiresAt: null };

/**
 * Takes in the key of ADMIN_KEY_FILE. Without the file, and without any key, makes both; with keys nothing is made, so that whoever has put the file away
 * does not get another key at each start. A key that was revoked stays revoked.
 * @returns its id when it is new here
 * @throws StartError when the file cannot be read or written, or holds no key
 */
export async function seedAdminKey(file: string, ledger: KeyLedger, isOpen: boolean): Promise<string | null> {
  const text = (await readKey(file)) ?? (isOpen ? await makeKey(file) : null);
  if (text === null) return null;
  const credential = parseCredential(text);
  if (credential === null) {
    throw new StartError(
      'ADMIN_KEY_FILE holds no key. Give it one as "npm run keys -- generate" prints it, or name a file that does not exist yet.',
    );
  }
  return (await ledger.plant(credential, WISH)) ? credential.id : null;
}

async function readKey(file: string): Promise<string | null> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    if (isCode(cause, 'ENOENT')) return null;
    throw new StartError(`ADMIN_KEY_FILE cannot be read: ${messageOf(cause)}`, { cause });
  }
}

/** Of several processes that start at once, one makes the file, and all read that one. */
async function makeKey(file: string): Promise<string | null> {
  const fresh = `${file}.${process.pid}`;
  try {
    await mkdir(dirname(file), { recursive: true });
    const text = formatCredential({ id: newId(), secret: newSecret() });
    await writeFile(fresh, `${text}\n`, { mode: 0o600, flag: 'wx' });
    await link(fresh, file);
  } catch (cause) {
    if (!isCode(cause, 'EEXIST')) throw new StartError(`ADMIN_KEY_FILE cannot be made: ${messageOf(cause)}`, { cause });
  } finally {
    await rm(fresh, { force: true });
  }
  return readKey(file);
}

function isCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown';
}
