import { literal } from './sql';

/** A spreadsheet takes a text cell that starts with one of these, its full-width twin, or NUL for a formula. */
const FORMULA_START = '=+-@\t\r\uff1d\uff0b\uff0d\uff20';

/** A text as a cell of CSV: quoted where RFC 4180 needs it, and with `'` before it where a spreadsheet would take it for a formula. */
export function csvText(text: string): string {
  const neutral = text !== '' && `${FORMULA_START}\0`.includes(text.charAt(0)) ? `'${text}` : text;
  return /[",\r\n]/.test(neutral) ? `"${neutral.replaceAll('"', '""')}"` : neutral;
}

/** SQL of the same, '' of NULL. @param text SQL of a VARCHAR */
export function csvTextSql(text: string): string {
  const neutral = `CASE WHEN t <> '' AND (contains(${literal(FORMULA_START)}, left(t, 1)) OR starts_with(t, chr(0))) THEN '''' || t ELSE t END`;
  const quoted = `CASE WHEN regexp_matches(n, '[",\\r\\n]') THEN '"' || replace(n, '"', '""') || '"' ELSE n END`;
  return `coalesce(list_transform(list_transform([${text}], lambda t: ${neutral}), lambda n: ${quoted})[1], '')`;
}
