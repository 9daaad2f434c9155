import { fromFixed, MAX_EVIDENCE } from './fixed-point';
import type { SessionAggregate } from './session-aggregate';
import { TOP_ROWS } from './top-rows';

/** One number that a session model sees of a session. */
export interface SessionFeature {
  /** Name of the model's input. */
  readonly name: string;
  /** What it counts or sums, and in which unit. */
  readonly meaning: string;
  readonly minimum: 0;
  /** null: no bound. */
  readonly maximum: number | null;
  readonly integer: boolean;
  readonly of: (aggregate: SessionAggregate) => number;
}

const MOST_NATS = fromFixed(MAX_EVIDENCE);

const count = (name: string, meaning: string, of: SessionFeature['of']): SessionFeature => ({
  ...{ name, meaning, of },
  ...{ minimum: 0, maximum: null, integer: true },
});
const amount = (name: string, meaning: string, maximum: number | null, of: SessionFeature['of']): SessionFeature => ({
  ...{ name, meaning, of },
  ...{ minimum: 0, maximum, integer: false },
});
const top = (place: number): SessionFeature =>
  amount(
    `top_${place}`,
    `Score at place ${place} from the highest; 0 when there are fewer rows`,
    1,
    ({ top_rows }) => top_rows[place - 1]?.score ?? 0,
  );

/**
 * All that a session model may see, in the order of `sessionFeatures`. None but `longest_streak` falls when any row is added, and that one
 * does not when the row is flagged: a model with no negative weight is monotone.
 */
export const SESSION_FEATURES: readonly SessionFeature[] = [
  count('events', 'Scored rows', ({ events }) => events),
  count('flagged', 'Rows whose score reaches the threshold', ({ flagged }) => flagged),
  count('longest_streak', 'Most flagged rows that follow one another', ({ streak }) => streak.best),
  amount('score_sum', 'Sum of the scores', null, ({ score_sum }) => fromFixed(score_sum)),
  amount(
    'excess_evidence',
    'Sum of -log(1 - e) in nats, e the excess of the score over the threshold',
    MOST_NATS,
    ({ excess_evidence }) => fromFixed(excess_evidence),
  ),
  amount('score_evidence', 'Sum of -log(1 - score) in nats', MOST_NATS, ({ score_evidence }) =>
    fromFixed(score_evidence),
  ),
  ...Array.from({ length: TOP_ROWS }, (_, index) => top(index + 1)),
];

/** The values of SESSION_FEATURES for one session, in their order. A pure function of the aggregate, so of no cut into segments. */
export function sessionFeatures(aggregate: SessionAggregate): number[] {
  return SESSION_FEATURES.map(({ of }) => of(aggregate));
}
