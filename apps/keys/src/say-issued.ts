import type { IssuedKey } from '@sluice/access';
import type { Output } from './command';

/** The credential alone goes to standard output. */
export function sayIssued({ record: { id, role, tenant }, credential }: IssuedKey, output: Output): void {
  output.say(`Key ${id} for the role ${role} of the tenant ${tenant}. It is shown this once:`);
  output.print(`${credential}\n`);
  output.say('Send it as X-API-Key, or as Authorization: Bearer.');
}
