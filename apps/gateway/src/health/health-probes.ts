import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '@sluice/platform';
import type { Logger } from 'pino';
import type { HealthProbe, ProbeResult } from './health-probe';

/** A probe that takes longer has failed. Milliseconds. */
const LIMIT_MS = 1_000;

export interface ProbeReport extends ProbeResult {
  readonly name: string;
  readonly critical: boolean;
}

/**
 * The probes of the gateway. A module adds its own when it starts:
 * `constructor(probes: HealthProbes) { probes.add(new RedisProbe(client)); }`
 */
@Injectable()
export class HealthProbes {
  private readonly probes: HealthProbe[] = [];
  private running: Promise<readonly ProbeReport[]> | undefined;

  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  add(probe: HealthProbe): void {
    this.probes.push(probe);
  }

  /** Runs every probe; callers that arrive while they run share the answer, so that asking often costs nothing. */
  check(): Promise<readonly ProbeReport[]> {
    this.running ??= Promise.all(this.probes.map((probe) => this.run(probe))).finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async run(probe: HealthProbe): Promise<ProbeReport> {
    const { name, critical } = probe;
    try {
      return { name, critical, ...(await within(LIMIT_MS, probe)) };
    } catch (err) {
      this.logger.warn({ probe: name, err }, 'health probe failed');
      return { name, critical, ok: false, detail: 'failed; the log says why' };
    }
  }
}

async function within(limitMs: number, probe: HealthProbe): Promise<ProbeResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<ProbeResult>((resolve) => {
    timer = setTimeout(() => {
      resolve({ ok: false, detail: 'does not answer in time' });
    }, limitMs);
  });
  try {
    return await Promise.race([probe.check(), late]);
  } finally {
    clearTimeout(timer);
  }
}
