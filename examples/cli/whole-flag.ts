/**
 * The value of a command-line flag that takes a whole number.
 * @throws Error that says what is allowed
 */
export function wholeFlag(name: string, text: string, least: number, most: number): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new Error(`--${name} takes a whole number from ${least} to ${most}.`);
}
