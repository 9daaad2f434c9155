import type { SessionVerdict } from './batch-client';

const HEAD = ['session', 'user', 'events', 'flagged', 'risk', 'action', 'reasons'];

/** A table for a fixed-width font: one line for each session, in the order given. */
export function sessionsTable(sessions: readonly SessionVerdict[]): string {
  const lines = [HEAD, ...sessions.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const drawn = lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return drawn.map((line) => `${line.trimEnd()}\n`).join('');
}

function cells({ session_id, user_id, events, flagged, risk, action, reasons }: SessionVerdict): string[] {
  const counts = [events, flagged].map(String);
  // Ids are any string: control characters in them would move the cursor of the terminal.
  const ids = [session_id, user_id ?? ''].map((id) => id.replaceAll(/\p{Cc}/gu, ' '));
  return [...ids, ...counts, risk.toFixed(3), action, reasons.join(' ')];
}
