import { createHash } from 'node:crypto';

/** JSON and what its ETag says of it. */
export interface TaggedBody {
  readonly json: string;
  /** With its quotes, without W/. */
  readonly tag: string;
}

export function taggedBody(value: object): TaggedBody {
  const json = JSON.stringify(value);
  return { json, tag: `"${createHash('sha256').update(json).digest('base64url').slice(0, 27)}"` };
}
