import { parseArgs } from 'node:util';
import type { Command } from './command';
import { detailOf } from './detail-of';
import { idIn } from './id-in';
import { parsePeriod } from './parse-expiry';
import { sayIssued } from './say-issued';

/** Prints the credential of the new key. */
export const rotateCommand: Command = {
  usage: `rotate ID [--overlap 24h]
      Creates the successor of a key and prints it, this once; the old one is taken for a while longer.`,
  run: async (args, output, openSystem) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { overlap: { type: 'string', default: '24h' } },
    });
    const [id, overlapMs] = [idIn(positionals), parsePeriod(values.overlap)];
    if (overlapMs === null) throw new Error('--overlap takes a period such as 24h, 30m or 7d; 0m is none.');
    const { ledger, record, announce } = await openSystem();
    const issued = await record('key.rotate', id, () => ledger.rotate(id, overlapMs), detailOf);
    await announce();
    sayIssued(issued, output);
    output.say(`Key ${id} is taken until ${new Date(Date.now() + overlapMs).toISOString()}.`);
  },
};
