import { parseArgs } from 'node:util';
import { isRole, KEY_NAME, ROLES, TENANT, type KeyWish } from '@sluice/access';
import { LOCAL_TENANT } from '@sluice/contracts';
import type { Command } from './command';
import { parseExpiry } from './parse-expiry';
import { detailOf } from './detail-of';
import { sayIssued } from './say-issued';

/** Prints the credential. */
export const createCommand: Command = {
  usage: `create --role ROLE --name NAME [--tenant TENANT] [--expires 90d|2027-01-31]
      Creates a key and prints it, this once. Roles: ${ROLES.join(', ')}. Batches and sessions belong to the tenant, "${LOCAL_TENANT}" by
      default. The first key ends the open mode of a running system within seconds.`,
  run: async (args, output, openSystem) => {
    const { values } = parseArgs({
      args: [...args],
      options: {
        role: { type: 'string' },
        name: { type: 'string' },
        tenant: { type: 'string', default: LOCAL_TENANT },
        expires: { type: 'string' },
      },
    });
    const wish = wishOf(values);
    const { ledger, record, announce } = await openSystem();
    const issued = await record('key.create', '', () => ledger.create(wish), detailOf);
    await announce();
    sayIssued(issued, output);
  },
};

interface Flags {
  readonly role?: string | undefined;
  readonly name?: string | undefined;
  readonly tenant: string;
  readonly expires?: string | undefined;
}

function wishOf({ role, name = '', tenant, expires }: Flags): KeyWish {
  if (!isRole(role)) throw new Error(`--role takes one of: ${ROLES.join(', ')}.`);
  if (!KEY_NAME.test(name)) throw new Error('--name takes 1 to 100 characters: whose key it is, or what it is for.');
  if (!TENANT.test(tenant)) throw new Error('--tenant takes lower-case letters, digits, - and _, at most 64.');
  return { role, name, tenant, expiresAt: expires === undefined ? null : parseExpiry(expires, Date.now()) };
}
