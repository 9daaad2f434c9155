import type { Command } from './command';
import { idIn } from './id-in';

export const revokeCommand: Command = {
  usage: `revoke ID
      Ends a key at once and for good. Revoking the last one opens nothing.`,
  run: async (args, output, openSystem) => {
    const id = idIn(args);
    const { ledger, record, announce } = await openSystem();
    await record('key.revoke', id, () => ledger.revoke(id));
    await announce();
    output.say(`Key ${id} is revoked: processes that run refuse it within seconds.`);
  },
};
