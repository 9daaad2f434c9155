import { parseArgs } from 'node:util';
import { AuditReader, OUTCOMES } from '@sluice/audit';
import type { Command } from './command';

const DAY_OR_TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/** Prints records as NDJSON, oldest first. */
export const listCommand: Command = {
  usage: `list [--from 2026-11-01] [--to 2026-12-01T00:00:00Z] [--action key.create] [--actor ID] [--tenant TENANT] [--outcome ${OUTCOMES.join('|')}]
      Prints records, oldest first, one JSON object a line. --from is included, --to is not; a day begins at midnight UTC.`,
  run: async (args, output, openStore) => {
    const { values } = parseArgs({
      args: [...args],
      options: {
        ...{ from: { type: 'string' }, to: { type: 'string' }, action: { type: 'string' } },
        ...{ actor: { type: 'string' }, tenant: { type: 'string' }, outcome: { type: 'string' } },
      },
    });
    const outcome = OUTCOMES.find((known) => known === values.outcome);
    if (values.outcome !== outcome) throw new Error(`--outcome takes one of: ${OUTCOMES.join(', ')}.`);
    const filter = { ...values, outcome, from: timeOf('from', values.from), to: timeOf('to', values.to) };
    for await (const record of new AuditReader(await openStore()).all(filter)) {
      await output.print(`${JSON.stringify(record)}\n`);
    }
  },
};

/** As records have it, so that texts compare like times. */
function timeOf(flag: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const at = DAY_OR_TIME.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(at)) return new Date(at).toISOString();
  throw new Error(`--${flag} takes a day or a time: 2026-11-29, or 2026-11-29T10:00:00Z.`);
}
