import type { BatchRef } from './batch-manifest';

/** `active/<tenant>/<id>` exists from before the 202 until the outcome. */
export const ACTIVE = 'active';
export const TENANTS = 'tenants';

export const tenantBatches = (tenant: string): string => `${TENANTS}/${tenant}/batches`;

/** Keys of the immutable records of one batch. */
export class BatchKeys {
  readonly root: string;
  readonly active: string;
  readonly input: string;
  readonly manifest: string;
  readonly plan: string;
  readonly cancel: string;
  readonly expired: string;
  readonly claims: string;
  readonly attempts: string;
  readonly quarantines: string;
  readonly chunks: string;

  constructor({ tenant, id }: BatchRef) {
    this.root = `${tenantBatches(tenant)}/${id}`;
    this.active = `${ACTIVE}/${tenant}/${id}`;
    this.input = `${this.root}/input`;
    this.manifest = `${this.root}/manifest`;
    this.plan = `${this.root}/plan`;
    this.cancel = `${this.root}/cancel`;
    this.expired = `${this.root}/expired`;
    this.claims = `${this.root}/claims`;
    this.attempts = `${this.root}/attempts`;
    this.quarantines = `${this.root}/quarantine`;
    this.chunks = `${this.root}/chunks`;
  }

  commits(epoch: number): string {
    return `${this.chunks}/${epoch}`;
  }
  commit(epoch: number, chunk: number): string {
    return `${this.commits(epoch)}/${chunk}`;
  }
  quarantine(chunk: number): string {
    return `${this.quarantines}/${chunk}`;
  }
  outcome(epoch: number): string {
    return `${this.root}/outcome/${epoch}`;
  }
  /** Claims on `plan`, `finish` or a chunk number. */
  claimsOn(work: string): string {
    return `${this.claims}/${work}`;
  }
  conflict(chunk: number, attempt: string): string {
    return `${this.root}/conflicts/${chunk}/${attempt}`;
  }
  /** Data written by one attempt; seen by nobody until a record points at it. */
  attempt(attempt: string, name: string): string {
    return `${this.attempts}/${attempt}/${name}`;
  }
}
