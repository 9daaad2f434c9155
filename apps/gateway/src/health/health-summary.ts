import { Injectable } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import { Drain } from '../http/drain';
import { RequestRecorder } from '../http/request-recorder';
import { HealthProbes, type ProbeReport } from './health-probes';
import type { Health, Readiness } from './health';
import type { ProbeResult } from './health-probe';
import { trafficOf } from './traffic';

/** Judges the probes: for balancers (ready or not) and for people (one summary). */
@Injectable()
export class HealthSummary {
  constructor(
    private readonly probes: HealthProbes,
    private readonly recorder: RequestRecorder,
    private readonly drain: Drain,
  ) {}

  /** @throws SluiceError SHUTTING_DOWN or MODEL_NOT_READY when no request should be sent here. */
  async ready(): Promise<Readiness> {
    if (this.drain.draining) throw new SluiceError('SHUTTING_DOWN', 'This process is shutting down. Ask another one.');
    const failed = (await this.probes.check()).filter(({ ok }) => !ok);
    if (failed.some(({ critical }) => critical)) {
      throw new SluiceError('MODEL_NOT_READY', 'No model is ready yet. Try again, or see /health for the reason.');
    }
    return { status: 'ready', degraded: failed.map(({ name }) => name) };
  }

  async read(): Promise<Health> {
    const reports = await this.probes.check();
    const { requests, errors, average_latency_ms } = await trafficOf(this.recorder);
    return {
      status: this.statusOf(reports),
      model: probeNamed(reports, 'model'),
      redis: probeNamed(reports, 'redis'),
      store: probeNamed(reports, 'store'),
      uptime_seconds: Math.round(process.uptime()),
      counts: { requests, errors },
      average_latency_ms,
    };
  }

  private statusOf(reports: readonly ProbeReport[]): Health['status'] {
    if (this.drain.draining) return 'draining';
    if (reports.some(({ ok, critical }) => !ok && critical)) return 'unavailable';
    return reports.every(({ ok }) => ok) ? 'ok' : 'degraded';
  }
}

function probeNamed(reports: readonly ProbeReport[], wanted: string): ProbeResult | null {
  const report = reports.find(({ name }) => name === wanted);
  if (!report) return null;
  const { ok, detail } = report;
  return detail === undefined ? { ok } : { ok, detail };
}
