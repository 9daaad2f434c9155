/** One environment variable: how it is read and how it is documented. */
export interface Setting<T> {
  readonly name: string;
  /** Text used when the variable is unset or empty; null when the default depends on the machine or on another setting. */
  readonly fallback: string | null;
  /** The default in words, where `fallback` is null. */
  readonly fallbackDoc?: string;
  /** What is allowed, in words that finish the sentence "allowed: …". */
  readonly allowed: string;
  readonly doc: string;
  /** The value may hold a password, so errors show only what comes after it. */
  readonly secret?: boolean;
  /** undefined: the text is not allowed. */
  readonly parse: (text: string) => T | undefined;
}

type Described = Omit<Setting<unknown>, 'allowed' | 'parse'>;

/** Keeps the type of the value while a setting is declared. */
export function setting<T>(declared: Setting<T>): Setting<T> {
  return declared;
}

/** A whole number in [min, max], written in digits only. */
export function wholeNumber(described: Described, min: number, max: number): Setting<number> {
  const parse = (text: string): number | undefined => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    return value >= min && value <= max ? value : undefined;
  };
  return { ...described, allowed: `a whole number from ${min} to ${max}`, parse };
}

/** One of a few words. */
export function oneOf<T extends string>(described: Described, words: readonly T[]): Setting<T> {
  return { ...described, allowed: words.join(', '), parse: (text) => words.find((word) => word === text) };
}
