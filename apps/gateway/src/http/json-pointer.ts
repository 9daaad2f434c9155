/** A key that may be shown: it names a field. Longer or stranger keys of a client may be anything, even a secret. */
const FIELD_NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;

/** The pointer of a member: that of its parent plus the name, or the parent's own when the name looks like data. */
export function memberPointer(parent: string, name: string): string {
  return FIELD_NAME.test(name) || /^\d{1,9}$/.test(name) ? `${parent}/${name}` : parent;
}
