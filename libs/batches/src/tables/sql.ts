/** White space by ECMAScript's String.prototype.trim, so that a text is blank in a file exactly when it is blank in /predict. */
const WHITE_SPACE =
  '\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';

/** A string as an SQL literal. DuckDB knows no backslash escapes: doubling quotes is all. */
export function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** A number as an SQL literal of all its bits: a bare one with a point is a DECIMAL first. */
export function double(value: number): string {
  return `'${value}'::DOUBLE`;
}

/** A name as a quoted SQL identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Condition: a text holds nothing but white space, or nothing. To look for the first other character costs a thirtieth of trimming. */
export function blankSql(text: string): string {
  return `NOT regexp_matches(${text}, ${literal(`[^${WHITE_SPACE}]`)})`;
}
