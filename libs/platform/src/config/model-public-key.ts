import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { StartError } from '../shutdown/start-error';
import type { Config } from './config';

/** The key that every model must be signed by; null: none must be. @throws StartError when the file holds no Ed25519 public key */
export function modelPublicKey({ modelPublicKeyFile }: Config): KeyObject | null {
  if (modelPublicKeyFile === null) return null;
  try {
    const key = createPublicKey(readFileSync(modelPublicKeyFile));
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (cause) {
    throw unusable({ cause });
  }
  throw unusable();
}

function unusable(options?: ErrorOptions): StartError {
  return new StartError(
    'MODEL_PUBLIC_KEY_FILE cannot be read as an Ed25519 public key in PEM. Make one: docs/security.md.',
    options,
  );
}
