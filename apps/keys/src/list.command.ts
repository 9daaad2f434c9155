import { stateOf, type KnownKey } from '@sluice/access';
import type { Command } from './command';

const HEADER = ['ID', 'STATE', 'ROLE', 'TENANT', 'CREATED', 'ENDS', 'NAME'];

/** Prints a table, oldest key first. */
export const listCommand: Command = {
  usage: `list
      Shows all keys without their secrets: state, role, tenant, and when they end.`,
  run: async (_args, output, openSystem) => {
    const { ledger } = await openSystem();
    const now = Date.now();
    const rows = (await ledger.list()).map((key) => rowOf(key, now));
    output.print(aligned([HEADER, ...rows]));
    if (rows.length === 0) output.say('There are no keys: the system is open, and listens on loopback only.');
  },
};

function rowOf(key: KnownKey, nowMs: number): string[] {
  const { id, role, tenant, name, created_at, expires_at, revoked_at } = key;
  const endsAt = Math.min(expires_at ?? Infinity, revoked_at ?? Infinity);
  return [id, stateOf(key, nowMs), role, tenant, day(created_at), endsAt === Infinity ? 'never' : day(endsAt), name];
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 16);
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}
