import type { SessionsFigures } from '../sessions/sessions-bench';

const MB = 1_000_000;

export function sessionsReport(figures: SessionsFigures): string {
  const { sessions, emptyBytes, sketchBytes, judgedBytes, callsPerSecond } = figures;
  const row = (what: string, bytes: number): string =>
    `| ${what} | ${(bytes / MB).toFixed(0)} MB | ${((bytes - emptyBytes) / sessions).toFixed(0)} |`;
  return [
    `## Live sessions: memory of Redis with ${sessions} of them`,
    '',
    '|  | used_memory | bytes a session |',
    '| --- | --- | --- |',
    row('one call each', sketchBytes),
    row('and judged by stage 2', judgedBytes),
    '',
    `Recorded at ${callsPerSecond.toFixed(0)} calls a second over one connection.`,
    '',
  ].join('\n');
}
