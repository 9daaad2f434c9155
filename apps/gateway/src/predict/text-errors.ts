import { ROW_ERRORS, type FieldError, type RowErrorCode } from '@sluice/contracts';

const NOT_BLANK = /\S/;

/** Every text that a model cannot take, with its pointer. @param maxLength in code points */
export function textErrors(texts: readonly string[], maxLength: number): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (let index = 0; index < texts.length; index++) {
    const code = textError(texts[index] ?? '', maxLength);
    if (code) errors.push({ pointer: `/texts/${index}`, code, message: ROW_ERRORS[code] });
  }
  return errors;
}

function textError(text: string, maxLength: number): RowErrorCode | undefined {
  if (!NOT_BLANK.test(text)) return 'TEXT_BLANK';
  // A code point is one or two UTF-16 units: most texts need no count.
  if (text.length <= maxLength) return undefined;
  return text.length > 2 * maxLength || codePoints(text) > maxLength ? 'TEXT_TOO_LONG' : undefined;
}

function codePoints(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) count++;
  return count;
}
