import { StartError } from '../shutdown/start-error';

const OLDEST = [6, 2] as const;

/** Anything with the INFO command. */
export interface RedisInfo {
  info(): Promise<string>;
}

/**
 * Refuses a Redis that could lose jobs or lacks commands. Reads INFO, because managed services block CONFIG.
 * @throws StartError with the reason and the remedy.
 */
export async function checkRedis(client: RedisInfo): Promise<void> {
  const info = await client.info();
  const version = infoField(info, 'redis_version') ?? '';
  if (olderThanOldest(version)) {
    throw new StartError(
      `Redis is version ${version}, and Sluice needs 6.2 or newer: upgrade it, or point REDIS_URL at another one.`,
    );
  }
  const policy = infoField(info, 'maxmemory_policy') ?? 'noeviction';
  if (policy !== 'noeviction') {
    throw new StartError(
      `Redis has maxmemory-policy ${policy} and may drop jobs: run "redis-cli CONFIG SET maxmemory-policy noeviction" ` +
        'and put the same line into its configuration, or change the setting at your provider.',
    );
  }
}

/** One field of INFO's text, without white space; undefined when the server does not report it. */
export function infoField(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*)$`, 'm').exec(info)?.[1]?.trim();
}

function olderThanOldest(version: string): boolean {
  const [major = NaN, minor = NaN] = version.split('.').map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}
