import { readFileSync } from 'node:fs';
import type { Setting } from './setting';

/**
 * The value of a secret setting from the file that `<NAME>_FILE` names, as platforms mount secrets; null: it names none. The variable itself comes first,
 * because a supervisor sets it for its children.
 */
export function secretIn(
  { name, secret }: Setting<unknown>,
  env: Readonly<Record<string, string | undefined>>,
  problems: string[],
): string | null {
  const path = secret ? env[`${name}_FILE`] : undefined;
  if (!path) return null;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';
    problems.push(`${name}_FILE=${JSON.stringify(path.slice(0, 200))} cannot be read (${code}).`);
    return null;
  }
}
