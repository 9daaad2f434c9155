import type { BatchRef } from './batch-manifest';
import type { PieceId } from './pieces';

/** `active/<tenant>/<id>` exists from before the 202 until the outcome. */
export const ACTIVE = 'active';
/** `deleted/<tenant>/<id>` exists from the deletion of a batch until nobody can write to it any more. */
export const DELETED = 'deleted';
export const TENANTS = 'tenants';

export const tenantBatches = (tenant: string): string => `${TENANTS}/${tenant}/batches`;

/** Keys of the immutable records of one batch. */
export class BatchKeys {
  readonly root: string;
  readonly active: string;
  readonly deleted: string;
  readonly input: string;
  readonly inputs: string;
  readonly manifest: string;
  readonly plan: string;
  readonly expired: string;
  readonly attempts: string;
  readonly splits: string;
  readonly retries: string;

  constructor({ tenant, id }: BatchRef) {
    this.root = `${tenantBatches(tenant)}/${id}`;
    this.active = `${ACTIVE}/${tenant}/${id}`;
    this.deleted = `${DELETED}/${tenant}/${id}`;
    this.input = `${this.root}/input`;
    this.inputs = `${this.root}/inputs`;
    this.manifest = `${this.root}/manifest`;
    this.plan = `${this.root}/plan`;
    this.expired = `${this.root}/expired`;
    this.attempts = `${this.root}/attempts`;
    this.splits = `${this.root}/splits`;
    this.retries = `${this.root}/retries`;
  }

  /** The object of each file of an input that is not joined, from 1; the first is `input`. */
  inputFile(number: number): string {
    return number === 1 ? this.input : `${this.inputs}/${number}`;
  }

  retry(epoch: number): string {
    return `${this.retries}/${epoch}`;
  }
  cancel(epoch: number): string {
    return `${this.root}/cancel/${epoch}`;
  }
  commits(epoch: number): string {
    return `${this.root}/chunks/${epoch}`;
  }
  commit(epoch: number, piece: PieceId): string {
    return `${this.commits(epoch)}/${piece}`;
  }
  quarantines(epoch: number): string {
    return `${this.root}/quarantine/${epoch}`;
  }
  quarantine(epoch: number, piece: PieceId): string {
    return `${this.quarantines(epoch)}/${piece}`;
  }
  split(piece: PieceId): string {
    return `${this.splits}/${piece}`;
  }
  outcome(epoch: number): string {
    return `${this.root}/outcome/${epoch}`;
  }
  claims(epoch: number): string {
    return `${this.root}/claims/${epoch}`;
  }
  /** Claims on `plan`, `finish` or a piece. */
  claimsOn(epoch: number, work: string): string {
    return `${this.claims(epoch)}/${work}`;
  }
  conflict(piece: PieceId, attempt: string): string {
    return `${this.root}/conflicts/${piece}/${attempt}`;
  }
  /** Data written by one attempt; seen by nobody until a record points at it. */
  attempt(attempt: string, name: string): string {
    return `${this.attempts}/${attempt}/${name}`;
  }
}
