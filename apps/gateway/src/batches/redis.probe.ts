import { Injectable } from '@nestjs/common';
import { BatchQueue } from '@sluice/batches';
import type { HealthProbe, ProbeResult } from '../health/health-probe';

/** Whether the queue answers. Not critical: /predict does without, and batches are accepted and wait. */
@Injectable()
export class RedisProbe implements HealthProbe {
  readonly name = 'redis';
  readonly critical = false;

  constructor(private readonly queue: BatchQueue) {}

  async check(): Promise<ProbeResult> {
    const waiting = await this.queue.depth('score');
    return { ok: true, detail: `${waiting} chunks on the queue` };
  }
}
