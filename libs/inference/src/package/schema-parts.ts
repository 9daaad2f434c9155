/** Pieces that the manifest's schema is made of. */
export const unit = { type: 'number', minimum: 0, maximum: 1 };
export const digest = { type: 'string', pattern: '^sha256:[0-9a-f]{64}$' };
export const fileName = { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$' };
export const modelName = { type: 'string', pattern: '^[a-z0-9][a-z0-9_-]{0,63}$' };
export const text = { type: 'string', minLength: 1 };
export const positive = { type: 'integer', minimum: 1 };

type Properties = Readonly<Record<string, unknown>>;

/** An object that allows no other properties, and needs all of them but the optional ones. */
export function closed(required: Properties, optional: Properties = {}): Record<string, unknown> {
  const properties = { ...required, ...optional };
  return { type: 'object', additionalProperties: false, required: Object.keys(required), properties };
}

/** Objects whose property `type` says which of the shapes they have: their errors speak of that one only. */
export function oneOfTypes(shapes: readonly Record<string, unknown>[]): Record<string, unknown> {
  return { type: 'object', required: ['type'], discriminator: { propertyName: 'type' }, oneOf: shapes };
}
