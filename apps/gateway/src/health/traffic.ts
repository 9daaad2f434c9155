import type { RequestRecorder } from '../http/request-recorder';

/** What the gateway has answered since its start. */
export interface Traffic {
  readonly requests: number;
  /** Answers with a status of 500 or more. */
  readonly errors: number;
  /** Mean over all requests; null before the first. */
  readonly average_latency_ms: number | null;
}

/** Reads the totals from the metrics, so that /health and /metrics never disagree. */
export async function trafficOf({ durations }: Pick<RequestRecorder, 'durations'>): Promise<Traffic> {
  const { values } = await durations.get();
  const counts = values.filter(({ metricName }) => metricName?.endsWith('_count'));
  const requests = sum(counts);
  const seconds = sum(values.filter(({ metricName }) => metricName?.endsWith('_sum')));
  return {
    requests,
    errors: sum(counts.filter(({ labels }) => Number(labels.status) >= 500)),
    average_latency_ms: requests === 0 ? null : Math.round((seconds / requests) * 1e6) / 1e3,
  };
}

function sum(values: readonly { readonly value: number }[]): number {
  return values.reduce((total, { value }) => total + value, 0);
}
