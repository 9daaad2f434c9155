import { formatCredential, newSecret } from '@sluice/access';
import { newId } from '@sluice/contracts';
import type { Command } from './command';

/** Prints a credential that no system knows yet. */
export const generateCommand: Command = {
  usage: `generate
      Prints a new key for ADMIN_KEY_FILE and stores nothing: the gateway takes it in when it starts.`,
  run: (_args, output) => {
    output.print(`${formatCredential({ id: newId(), secret: newSecret() })}\n`);
    return Promise.resolve();
  },
};
