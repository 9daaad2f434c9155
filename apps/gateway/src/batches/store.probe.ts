import { Inject, Injectable } from '@nestjs/common';
import type { ObjectStore } from '@sluice/storage';
import type { HealthProbe, ProbeResult } from '../health/health-probe';
import { STORE } from '../store/store.token';

/** Whether the object store can be read. Not critical: /predict does without. */
@Injectable()
export class StoreProbe implements HealthProbe {
  readonly name = 'store';
  readonly critical = false;

  constructor(@Inject(STORE) private readonly store: ObjectStore) {}

  async check(): Promise<ProbeResult> {
    await this.store.identity();
    return { ok: true };
  }
}
