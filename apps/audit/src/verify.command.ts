import { parseArgs } from 'node:util';
import { verifyAudit, type ChainHead } from '@sluice/audit';
import type { Command } from './command';

const HEAD = /^(\d{1,15}):([0-9a-f]{64})$/;

/** Prints the end of the chain, to be kept elsewhere. */
export const verifyCommand: Command = {
  usage: `verify [--head SEQ:HASH]
      Reads the whole chain, finds whatever is not as it was written, and prints SEQ:HASH of its last record. Keep that elsewhere and give it
      next time: then also an end that is missing since, and a chain that was made anew, are found.`,
  run: async (args, output, openStore) => {
    const { values } = parseArgs({ args: [...args], options: { head: { type: 'string', multiple: true } } });
    const report = await verifyAudit(await openStore(), (values.head ?? []).map(headOf));
    const { head, records, checkpoints, faults } = report;
    for (const fault of faults) output.say(fault);
    if (!report.ok)
      throw new Error('The audit chain is not as it was written. docs/operations/audit.md says what to do.');
    output.say(`${records} records and ${checkpoints} checkpoints are as they were written.`);
    await output.print(`${head.seq}:${head.hash}\n`);
  },
};

function headOf(text: string): ChainHead {
  const [, seq, hash = ''] = HEAD.exec(text) ?? [];
  if (seq !== undefined) return { seq: Number(seq), hash };
  throw new Error('--head takes SEQ:HASH, as verify prints it.');
}
