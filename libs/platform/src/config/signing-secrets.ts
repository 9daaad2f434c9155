const SECRET = /^whsec_([A-Za-z0-9+/]+={0,2})$/;
/** Lengths in bytes that Standard Webhooks asks for. */
const [SHORTEST, LONGEST] = [24, 64];
/** The one in use, and the one that it is exchanged for. */
const MOST = 2;

/** Keys of signatures, of `whsec_…` texts with a space or a comma between. undefined: the text is not allowed. */
export function parseSigningSecrets(text: string): readonly Uint8Array[] | undefined {
  const parts = text.split(/[\s,]+/).map((part) => SECRET.exec(part)?.[1]);
  const keys = parts.map((base64) => Buffer.from(base64 ?? '', 'base64'));
  const isGood = keys.every(({ length }) => length >= SHORTEST && length <= LONGEST);
  return isGood && keys.length <= MOST ? keys : undefined;
}
