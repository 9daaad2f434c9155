import { hash } from 'node:crypto';
import { canonicalJson, type Json, type JsonObject } from './canonical-json';

export const OUTCOMES = ['begun', 'done', 'refused', 'failed'] as const;
/** `begun`: written before anything is changed. `refused`: nothing was changed. `failed`: it may have been changed. */
export type Outcome = (typeof OUTCOMES)[number];

/** What somebody did, before it has its place in the chain. */
export interface AuditEntry {
  /** Id of a key, or `open` (there are no keys), `command line`, `system` (nobody asked for it), `unknown`. */
  readonly actor: string;
  readonly tenant: string;
  /** `<thing>.<verb>`, such as `key.create`. */
  readonly action: string;
  /** What it was done to: an id, a name, an address. */
  readonly target: string;
  readonly outcome: Outcome;
  /** X-Request-Id of the answer; an id of its own where there was no request. */
  readonly request_id: string;
  readonly detail: JsonObject;
}

/** One link of the chain. */
export interface AuditRecord extends AuditEntry {
  /** 1, 2, 3, … */
  readonly seq: number;
  /** RFC 3339, by the clock of the process that wrote it. */
  readonly at: string;
  /** Hash of the record before; of the first one, START.hash. */
  readonly previous_hash: string;
  /** SHA-256 in hex of the canonical JSON of everything else. */
  readonly hash: string;
}

/** A place in the chain: the last record up to there. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

/** Before the first record. */
export const START: ChainHead = { seq: 0, hash: '0'.repeat(64) };

export function hashOf(value: Json): string {
  return hash('sha256', canonicalJson(value), 'hex');
}

/** Gives an entry its place after `head`. */
export function linked(entry: AuditEntry, head: ChainHead, at: string): AuditRecord {
  const { actor, tenant, action, target, outcome, request_id, detail } = entry;
  const content = { actor, tenant, action, target, outcome, request_id, detail };
  const link = { ...content, seq: head.seq + 1, at, previous_hash: head.hash };
  return { ...link, hash: hashOf(link) };
}

/** A line of the chain without its end. */
export function lineOf(record: AuditRecord): string {
  return canonicalJson({ ...record });
}

/** null when the text is no record, whatever else it is. Its hash is not checked. */
export function parseRecord(line: string): AuditRecord | null {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

const TEXTS = ['at', 'actor', 'tenant', 'action', 'target', 'request_id', 'previous_hash', 'hash'] as const;

function isRecord(value: unknown): value is AuditRecord {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Partial<Record<keyof AuditRecord, unknown>>;
  return (
    Number.isSafeInteger(fields.seq) &&
    TEXTS.every((name) => typeof fields[name] === 'string') &&
    OUTCOMES.some((outcome) => outcome === fields.outcome) &&
    typeof fields.detail === 'object' &&
    fields.detail !== null
  );
}
