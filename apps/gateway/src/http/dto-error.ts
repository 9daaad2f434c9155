import type { ValidationError } from '@nestjs/common';
import type { FieldError } from '@sluice/contracts';
import { memberPointer } from './json-pointer';

/** Codes of `errors[].code`, by constraint of class-validator: the same as those of the compiled schemas. */
const FIELD_CODES: Readonly<Record<string, string>> = {
  whitelistValidation: 'UNKNOWN_FIELD',
  isDefined: 'REQUIRED',
  isNotEmpty: 'REQUIRED',
  isString: 'INVALID_TYPE',
  isNumber: 'INVALID_TYPE',
  isInt: 'INVALID_TYPE',
  isBoolean: 'INVALID_TYPE',
  isArray: 'INVALID_TYPE',
  isObject: 'INVALID_TYPE',
  isIn: 'NOT_ALLOWED',
  isEnum: 'NOT_ALLOWED',
  minLength: 'TOO_SHORT',
  arrayMinSize: 'TOO_FEW',
  maxLength: 'TOO_LONG',
  arrayMaxSize: 'TOO_MANY',
  min: 'TOO_SMALL',
  max: 'TOO_LARGE',
  matches: 'INVALID_FORMAT',
};

const REQUIRED = { code: 'REQUIRED', message: 'is required' } as const;

/** What is wrong in a tree of errors, with its JSON pointer under `parent`; the errors must hold their values. */
export function fieldErrorsOf(errors: readonly ValidationError[], parent = ''): FieldError[] {
  return errors.flatMap((error) => {
    const pointer = memberPointer(parent, error.property);
    const own = ownErrors(error).map((each) => ({ pointer, ...each }));
    return [...own, ...fieldErrorsOf(error.children ?? [], pointer)];
  });
}

/** Of what is missing, or of the wrong type, nothing else: that it is too large and too small as well would help nobody. */
function ownErrors({ value, constraints = {} }: ValidationError): Omit<FieldError, 'pointer'>[] {
  const failed = Object.entries(constraints).map(([constraint, message]) => ({
    code: FIELD_CODES[constraint] ?? 'INVALID_VALUE',
    // The message for an unknown member quotes its name, which is the client's.
    message: constraint === 'whitelistValidation' ? 'is not a known field' : message,
  }));
  if (failed.length > 0 && value === undefined) return [REQUIRED];
  const wrongType = failed.filter(({ code }) => code === 'INVALID_TYPE');
  return wrongType.length > 0 ? wrongType : failed;
}
