import type { SessionsFigures } from '../sessions/sessions-bench';

const MB = 1_000_000;

export function sessionsReport({ sessions, steps, emptyBytes, keys, callsPerSecond }: SessionsFigures): string {
  const row = (what: string, bytes: number): string =>
    `| ${what} | ${(bytes / MB).toFixed(1)} MB | ${(bytes / sessions).toFixed(0)} |`;
  return [
    `## Live sessions: memory of Redis with ${sessions} of them`,
    '',
    '|  | used_memory more than empty | bytes a session |',
    '| --- | --- | --- |',
    ...steps.map(({ what, bytes }) => row(what, bytes - emptyBytes)),
    '',
    'Keys, by MEMORY USAGE, once every session has its verdict:',
    '',
    '| key | MEMORY USAGE | bytes a session |',
    '| --- | --- | --- |',
    ...keys.map(({ key, bytes }) => row(`\`${key}\``, bytes)),
    '',
    `The first calls were recorded at ${callsPerSecond.toFixed(0)} a second over one connection.`,
    '',
  ].join('\n');
}
