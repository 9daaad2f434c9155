import type { ErrorObject } from 'ajv';

/** What Ajv found, on one line, with a pointer for each place. */
export function schemaErrors(errors: readonly ErrorObject[]): string {
  // `if` only says that what follows from it is wrong, which is listed by itself.
  return errors
    .filter(({ keyword }) => keyword !== 'if')
    .map((error) => `${error.instancePath || '/'} ${message(error)}`)
    .join('; ');
}

function message({ keyword, message: said = 'is wrong', params }: ErrorObject): string {
  if (keyword === 'false schema') return 'does not belong to a model of this kind';
  if (keyword === 'additionalProperties') return `${said}: ${JSON.stringify(params.additionalProperty)}`;
  return keyword === 'enum' ? `${said}: ${JSON.stringify(params.allowedValues)}` : said;
}
