import { actionFor, type Action, type Bands } from './action';
import { fromFixed, probabilityOf } from './fixed-point';
import type { SessionAggregate } from './session-aggregate';
import { sessionReasons, type SessionReason } from './session-reasons';
import type { TopRow } from './top-rows';

/** What is said of one whole session. Scores, risk and noisy_or in [0, 1]; times in epoch milliseconds or null. */
export interface SessionVerdict {
  readonly events: number;
  readonly flagged: number;
  readonly max_score: number;
  /** Exact to 2^-25, never over max_score; 0 when there are no rows. */
  readonly mean_score: number;
  /** `1 - prod(1 - score)`: reported for comparison, not used, because it calls every long session risky. */
  readonly noisy_or: number;
  /** Most flagged rows that follow one another. */
  readonly longest_streak: number;
  readonly first_at: number | null;
  readonly last_at: number | null;
  readonly risk: number;
  readonly action: Action;
  readonly reasons: readonly SessionReason[];
  readonly top_rows: readonly TopRow[];
}

/**
 * The verdict on a session, by the risk of a session model or by the formula.
 * @param bands lower edges of review and block for the risk: `bands` of the session model, `session_bands` of the model when there is none
 * @param risk in [0, 1], of the session model; absent: `formulaRisk`
 * @throws RangeError when the risk is outside [0, 1]
 */
export function sessionVerdict(
  aggregate: SessionAggregate,
  bands: Bands,
  risk: number = formulaRisk(aggregate),
): SessionVerdict {
  if (!(risk >= 0 && risk <= 1)) throw new RangeError('A risk must lie in [0, 1].');
  return {
    events: aggregate.events,
    flagged: aggregate.flagged,
    max_score: aggregate.max_score,
    mean_score: meanScore(aggregate),
    noisy_or: probabilityOf(aggregate.score_evidence),
    longest_streak: aggregate.streak.best,
    first_at: aggregate.first_at,
    last_at: aggregate.last_at,
    risk,
    action: actionFor(risk, bands),
    reasons: sessionReasons(aggregate, risk, bands),
    top_rows: aggregate.top_rows,
  };
}

/**
 * `1 - prod(1 - e_i)` with `e_i = max(0, (score_i - t) / (1 - t))` and t the model's threshold. Rows under the threshold add nothing; one
 * strong signal or several weak ones add up.
 */
function formulaRisk({ excess_evidence }: SessionAggregate): number {
  return probabilityOf(excess_evidence);
}

function meanScore({ events, score_sum, max_score }: SessionAggregate): number {
  return events === 0 ? 0 : Math.min(max_score, fromFixed(score_sum) / events);
}
