import { resolve } from 'node:path';
import type { Config } from '@sluice/platform';

export interface BannerFacts {
  /** Of the gateway, for example `http://127.0.0.1:8000`. */
  readonly address: string;
  readonly config: Config;
  readonly startedInMs: number;
  /** Folder of the children's logs, or null when they are on standard output. */
  readonly logs: string | null;
}

/** What a person sees when the system is ready. The curl lines work as pasted, from any folder. */
export function banner({ address, config, startedInMs, logs }: BannerFacts): string {
  const chat = shellQuoted(`file=@${resolve('examples/chat.csv')}`);
  return [
    '',
    `Sluice is ready (${(startedInMs / 1000).toFixed(1)} s)`,
    `  API      ${address}`,
    `  Docs     ${address}/docs`,
    `  Redis    ${config.redisUrl === null ? 'private, data in ' + resolve(config.dataDir, 'redis') : 'as REDIS_URL says'}`,
    `  Workers  ${config.workers}`,
    `  Data     ${config.dataDir}`,
    ...(logs === null ? [] : [`  Logs     ${logs}`]),
    '',
    'Judge a text:',
    `  curl ${address}/predict -H 'Content-Type: application/json' -d '{"texts":["have a nice day","you are a worthless idiot"]}'`,
    'Judge a file of sessions:',
    `  curl ${address}/batch -F ${chat} -H 'Accept: text/csv' -H 'Prefer: wait=60'`,
    '',
    'Ctrl-C finishes what is running and stops.',
    '',
  ].join('\n');
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
