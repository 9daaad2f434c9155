import type { RowErrorCode } from '@sluice/contracts';
import { blankSql, literal } from './sql';

/** Ids in files are any string up to 200 code points. */
const MAX_ID_LENGTH = 200;

/** SQL of the epoch milliseconds that a cell names: RFC 3339 or ISO 8601 (UTC unless it says otherwise), Unix seconds or milliseconds. */
export function timeSql(cell: string): string {
  return `CASE
    WHEN regexp_matches(${cell}, '^\\d{4}-\\d{2}-\\d{2}') THEN epoch_ms(try_cast(${cell} AS TIMESTAMPTZ))
    WHEN regexp_full_match(${cell}, '\\d{9,11}(\\.\\d+)?') THEN (${cell}::DOUBLE * 1000)::BIGINT
    WHEN regexp_full_match(${cell}, '\\d{12,14}') THEN ${cell}::BIGINT END`;
}

/** SQL of `CODE:field` for the first condition that holds, NULL when none does. A null code ends the search: what follows does not apply. */
export function errorCase(
  field: string,
  checks: readonly (readonly [condition: string, code: RowErrorCode | null])[],
): string {
  const branches = checks.map(
    ([condition, code]) => `WHEN ${condition} THEN ${code === null ? 'NULL' : literal(`${code}:${field}`)}`,
  );
  return `CASE ${branches.join(' ')} END`;
}

/** The two halves of what `errorCase` gives; the field may hold colons itself. */
export function codeAndField(error: string): readonly [code: string, field: string | null] {
  const colon = error.indexOf(':');
  return [error.slice(0, colon), error.slice(colon + 1) || null];
}

/**
 * SQL of what is wrong with the columns id, session_id, user_id, at_ms, time_text: one for each field. Times and session ids matter only when
 * sessions are judged.
 */
export function idErrorsSql(sessions: boolean): string[] {
  const tooLong = (field: string): string => errorCase(field, [[`length(${field}) > ${MAX_ID_LENGTH}`, 'ID_TOO_LONG']]);
  if (!sessions) return [tooLong('id')];
  const noTime = `at_ms IS NULL AND time_text IS NOT NULL AND NOT ${blankSql('time_text')}`;
  return [...['id', 'session_id', 'user_id'].map(tooLong), errorCase('occurred_at', [[noTime, 'INVALID_TIME']])];
}
