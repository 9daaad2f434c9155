import type { register } from 'prom-client';

/** The metrics of one process as data, with the aggregator of each. */
export type MetricValues = Awaited<ReturnType<typeof register.getMetricsAsJSON>>;

/** How many of those that were asked have answered in time. */
export interface Reached {
  readonly answered: number;
  readonly asked: number;
}

/** What a gateway process may ask of the others: what each of them answers, and what the one that asked gets. */
export interface Exchange {
  /** Asked of every process, also of the one that asks; the result is Prometheus's text. */
  readonly metrics: { readonly answer: MetricValues; readonly result: string };
  /** Asked of the others: bring yourself up to the models folder. */
  readonly reload: { readonly answer: 'reloaded'; readonly result: Reached };
}

export type Topic = keyof Exchange;

/** Milliseconds that the primary waits for answers. Of a process that hangs there is none, and the others' count. */
export const ANSWER_WITHIN_MS = { metrics: 1_000, reload: 60_000 } as const satisfies Record<Topic, number>;

/** What a process sends to the primary, beside notifyReady and notifyFailed. */
export type ToPrimary =
  /** From now on it answers, and in a moment it listens: nobody else has to hold the port. */
  | { readonly type: 'cluster:joins' }
  | { readonly type: 'cluster:ask'; readonly id: number; readonly topic: Topic }
  /** To the question of this id; undefined: it failed here, and the log of the process says why. */
  | { readonly type: 'cluster:answer'; readonly id: number; readonly answer: unknown };

/** What the primary sends to a process. */
export type ToProcess =
  | { readonly type: 'cluster:question'; readonly id: number; readonly topic: Topic }
  /** For the `ask` of this id. */
  | { readonly type: 'cluster:result'; readonly id: number; readonly result: unknown };

/** Whether a message of the channel is one of ours. Both ends are of one build, so the prefix says all. */
export function isOfCluster(message: unknown): message is ToPrimary | ToProcess {
  return (
    typeof message === 'object' &&
    message !== null &&
    'type' in message &&
    typeof message.type === 'string' &&
    message.type.startsWith('cluster:')
  );
}
