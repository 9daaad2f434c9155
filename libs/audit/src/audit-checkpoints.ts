import type { ObjectStore } from '@sluice/storage';
import type { AuditChain } from './audit-chain';
import { CHECKPOINTS } from './audit-keys';
import { hashOf, START } from './audit-record';
import { canonicalJson } from './canonical-json';

const DAY_MS = 86_400_000;

/** How far the chain was when a day had ended. Each is bound to the one before. */
export interface AuditCheckpoint {
  /** The day, in UTC, that had ended: `2026-11-29`. */
  readonly day: string;
  readonly at: string;
  /** The last record. */
  readonly seq: number;
  /** Its hash. */
  readonly hash: string;
  /** Records since the checkpoint before. */
  readonly count: number;
  /** checkpoint_hash of the one before; of the first, START.hash. */
  readonly previous_hash: string;
  /** SHA-256 in hex of the canonical JSON of everything else. */
  readonly checkpoint_hash: string;
}

/** Daily checkpoints, `audit/checkpoints/<day>`: without them nobody would see that the end of the chain is missing. */
export class AuditCheckpoints {
  constructor(
    private readonly store: ObjectStore,
    private readonly chain: AuditChain,
  ) {}

  /**
   * Makes the one of yesterday when it is missing and there are records.
   * @returns what this call made, else null: of several callers one makes it. Throws what the store does.
   */
  async make(nowMs: number): Promise<AuditCheckpoint | null> {
    const day = dayOf(nowMs - DAY_MS);
    const names = await this.store.list(CHECKPOINTS);
    if (names.includes(day)) return null;
    const { seq, hash } = await this.chain.head();
    if (seq === 0) return null;
    const last = await this.read(names.at(-1));
    const content = {
      ...{ day, at: new Date(nowMs).toISOString(), seq, hash, count: seq - (last?.seq ?? 0) },
      previous_hash: last?.checkpoint_hash ?? START.hash,
    };
    const made = { ...content, checkpoint_hash: hashOf(content) };
    return (await this.store.putIfAbsent(`${CHECKPOINTS}/${day}`, canonicalJson(made))) ? made : null;
  }

  private async read(day: string | undefined): Promise<AuditCheckpoint | null> {
    const bytes = day === undefined ? null : await this.store.get(`${CHECKPOINTS}/${day}`);
    return bytes === null ? null : parseCheckpoint(bytes);
  }
}

/** null when the bytes are not exactly those of a checkpoint whose hash fits. */
export function parseCheckpoint(bytes: Buffer): AuditCheckpoint | null {
  try {
    const value = JSON.parse(bytes.toString()) as AuditCheckpoint;
    const { checkpoint_hash, ...content } = value;
    const isOurs = hashOf(content) === checkpoint_hash && bytes.equals(Buffer.from(canonicalJson({ ...value })));
    return isOurs ? value : null;
  } catch {
    return null;
  }
}

function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}
