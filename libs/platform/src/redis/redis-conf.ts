import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { RedisAddress } from './redis-address';

/** sun_path holds 104 bytes on macOS and 108 on Linux, with the final zero. */
const LONGEST_SOCKET_PATH = 103;

/** The socket of a private Redis in this folder, or null where its path would be too long or there are no sockets of this kind. */
export function socketAddress(folder: string): RedisAddress | null {
  const path = join(folder, 'redis.sock');
  const fits = Buffer.byteLength(path) <= LONGEST_SOCKET_PATH && process.platform !== 'win32';
  return fits ? { at: { path }, db: 0 } : null;
}

/** A loopback port that is free now, locked by a random password. */
export async function loopbackAddress(): Promise<RedisAddress> {
  const at = { host: '127.0.0.1', port: await freePort(), tls: false };
  return { at, password: randomBytes(24).toString('base64url'), db: 0 };
}

/** redis.conf of a private Redis. Every write reaches the disk within a second; nothing is ever evicted. */
export function redisConf(folder: string, { at, password }: RedisAddress): string {
  const listen = 'path' in at ? ['port 0', `unixsocket ${quoted(at.path)}`, 'unixsocketperm 700'] : [`port ${at.port}`];
  return [
    ...listen,
    'bind 127.0.0.1',
    ...(password === undefined ? [] : [`requirepass ${quoted(password)}`]),
    `dir ${quoted(folder)}`,
    'appendonly yes',
    'appendfsync everysec',
    'save ""',
    'maxmemory-policy noeviction',
    'daemonize no',
    'logfile ""',
    '',
  ].join('\n');
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n')}"`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  });
}
