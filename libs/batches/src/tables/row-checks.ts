import type { RowErrorCode } from '@sluice/contracts';
import { literal } from './sql';

/** White space by ECMAScript's String.prototype.trim, so that a text is blank in a file exactly when it is blank in /predict. */
const WHITE_SPACE =
  '\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';

/** Ids in files are any string up to 200 code points. */
const MAX_ID_LENGTH = 200;

export interface RowChecks {
  readonly maxTextLength: number;
  /** Times and session ids matter only when sessions are judged. */
  readonly sessions: boolean;
}

/** SQL of the epoch milliseconds that a cell names: RFC 3339 or ISO 8601 (UTC unless it says otherwise), Unix seconds or milliseconds. */
export function timeSql(cell: string): string {
  return `CASE
    WHEN regexp_full_match(${cell}, '\\d{9,11}(\\.\\d+)?') THEN (${cell}::DOUBLE * 1000)::BIGINT
    WHEN regexp_full_match(${cell}, '\\d{12,14}') THEN ${cell}::BIGINT
    WHEN regexp_matches(${cell}, '^\\d{4}-\\d{2}-\\d{2}') THEN epoch_ms(try_cast(${cell} AS TIMESTAMPTZ)) END`;
}

const isBlank = (cell: string): string => `trim(${cell}, ${literal(WHITE_SPACE)}) = ''`;

/**
 * SQL of the first thing that is wrong with a row of the columns text, id, session_id, user_id, at_ms, time_text, as `code:field`; NULL for a good row.
 */
export function rowErrorSql({ maxTextLength, sessions }: RowChecks): string {
  const checks: [condition: string, code: RowErrorCode, field: string][] = [
    ['text IS NULL', 'TEXT_MISSING', 'text'],
    [isBlank('text'), 'TEXT_BLANK', 'text'],
    [`length(text) > ${maxTextLength}`, 'TEXT_TOO_LONG', 'text'],
    [`length(id) > ${MAX_ID_LENGTH}`, 'ID_TOO_LONG', 'id'],
  ];
  if (sessions) {
    checks.push(
      [`length(session_id) > ${MAX_ID_LENGTH}`, 'ID_TOO_LONG', 'session_id'],
      [`length(user_id) > ${MAX_ID_LENGTH}`, 'ID_TOO_LONG', 'user_id'],
      [`at_ms IS NULL AND time_text IS NOT NULL AND NOT ${isBlank('time_text')}`, 'INVALID_TIME', 'occurred_at'],
    );
  }
  return `CASE ${checks.map(([condition, code, field]) => `WHEN ${condition} THEN '${code}:${field}'`).join('\n')} END`;
}
