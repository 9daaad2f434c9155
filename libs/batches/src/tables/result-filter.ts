import type { Action } from '@sluice/detection';
import type { ResultView } from './result-format';

/** Which records of a view are wanted; all conditions hold at once. */
export interface ResultFilter {
  readonly action?: Action | undefined;
  /** Lowest score of a row, lowest risk of a session: 0 to 1. */
  readonly minScore?: number | undefined;
  /** Id of the session. */
  readonly session?: string | undefined;
}

/** Conditions on the columns of a view, and what the parameters in them stand for. */
export interface FilterSql {
  readonly conditions: readonly string[];
  readonly values: Readonly<Record<string, string | number>>;
}

/** Errors have neither action nor score nor session: a filter leaves none of them. */
export function filterSql(view: ResultView, { action, minScore, session }: ResultFilter): FilterSql {
  if (view === 'errors') return { conditions: isWhole({ action, minScore, session }) ? [] : ['false'], values: {} };
  const conditions = [
    ...(action === undefined ? [] : ['action = $action']),
    ...(minScore === undefined ? [] : [`${view === 'rows' ? 'score' : 'risk'} >= $min_score`]),
    ...(session === undefined ? [] : ['session_id = $session']),
  ];
  const values = {
    ...(action === undefined ? {} : { action }),
    ...(minScore === undefined ? {} : { min_score: minScore }),
    ...(session === undefined ? {} : { session }),
  };
  return { conditions, values };
}

/** Whether a filter leaves a view as it is. */
export function isWhole({ action, minScore, session }: ResultFilter): boolean {
  return action === undefined && minScore === undefined && session === undefined;
}
