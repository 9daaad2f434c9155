import { ROW_ERRORS } from '@sluice/contracts';
import { literal } from './sql';

/** SQL of the message for the column `code`. */
export function errorMessageSql(): string {
  const messages = Object.entries(ROW_ERRORS).map(
    ([code, message]) => `WHEN ${literal(code)} THEN ${literal(message)}`,
  );
  return `CASE code ${messages.join(' ')} END`;
}
