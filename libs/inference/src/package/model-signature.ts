import { sign, verify, type KeyObject } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { VersionFolder } from './discover-versions';
import { readManifest, type ModelSource } from './read-manifest';

const FILE = 'signature';
/** Of Ed25519 in base64, with a line end. */
const LENGTH = 90;

/** Signs a version: the digest of its manifest, and through that every file. @throws Error when its manifest is not valid */
export async function signVersion(folder: VersionFolder, privateKey: KeyObject): Promise<void> {
  const signature = sign(null, messageOf(await readManifest(folder)), privateKey);
  await writeFile(join(folder.dir, FILE), `${signature.toString('base64')}\n`);
}

/**
 * Checks the signature of a version before anything but its manifest is read.
 * @param publicKey null: nothing is asked for
 * @throws Error whose message says what is wrong
 */
export async function requireSignature(source: ModelSource, publicKey: KeyObject | null): Promise<void> {
  if (publicKey === null) return;
  const text = await readFile(join(source.dir, FILE), 'latin1').catch(() => null);
  if (text === null) {
    throw new Error('it is not signed, and MODEL_PUBLIC_KEY_FILE asks for it: npm run models:sign');
  }
  const signature = Buffer.from(text.slice(0, LENGTH), 'base64');
  if (!verify(null, messageOf(source), publicKey, signature)) {
    throw new Error('its signature is not one of the key in MODEL_PUBLIC_KEY_FILE for these files');
  }
}

/** Begins with what it is, so that a signature of anything else is none of a model. */
function messageOf({ manifest: { name, version }, digest }: ModelSource): Buffer {
  return Buffer.from(`sluice model ${name} ${version} ${digest}`);
}
