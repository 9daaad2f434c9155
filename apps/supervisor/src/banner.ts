import { resolve } from 'node:path';
import type { Config } from '@sluice/platform';

export interface BannerFacts {
  /** Of the gateway, for example `http://127.0.0.1:8000`. */
  readonly address: string;
  /** Whether there are no keys yet. */
  readonly open: boolean;
  readonly config: Config;
  readonly startedInMs: number;
  /** Folder of the children's logs, or null when they are on standard output. */
  readonly logs: string | null;
}

/** The gateway listens elsewhere only with a key. */
const OPEN = 'open, on this machine only; the first key ends that: npm run keys -- create --role admin --name admin';

/** What a person sees when the system is ready. The curl lines work as pasted, from any folder. */
export function banner({ address, open, config, startedInMs, logs }: BannerFacts): string {
  const key = open ? '' : ` -H "X-API-Key: $SLUICE_KEY"`;
  const chat = shellQuoted(`file=@${resolve('examples/chat.csv')}`);
  return [
    '',
    `Sluice is ready (${(startedInMs / 1000).toFixed(1)} s)`,
    `  API      ${address}`,
    `  Docs     ${address}/docs`,
    `  Access   ${open ? OPEN : 'with a key only; the lines below take one from SLUICE_KEY'}`,
    `  Redis    ${config.redisUrl === null ? 'private, data in ' + resolve(config.dataDir, 'redis') : 'as REDIS_URL says'}`,
    `  Workers  ${config.workers}`,
    `  Data     ${config.dataDir}`,
    ...(logs === null ? [] : [`  Logs     ${logs}`]),
    '',
    'Judge a text:',
    `  curl ${address}/predict${key} -H 'Content-Type: application/json' -d '{"texts":["have a nice day","you are a worthless idiot"]}'`,
    'Judge a file of sessions:',
    `  curl ${address}/batch${key} -F ${chat} -H 'Accept: text/csv' -H 'Prefer: wait=60'`,
    '',
    'Ctrl-C finishes what is running and stops.',
    '',
  ].join('\n');
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
