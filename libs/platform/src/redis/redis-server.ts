import { findCommand } from '../config/find-command';
import { StartError } from '../shutdown/start-error';
import { canInstallRedis, installRedis } from './install-redis';
import { readOsRelease } from './os-release';

const SERVERS = ['redis-server', 'valkey-server'];

/**
 * Path of redis-server or valkey-server. Where there is none, a root on Debian or Ubuntu gets one by apt-get.
 * @param say takes one line for people about what is being done
 * @throws StartError with the command that installs one on this platform.
 */
export async function provideRedisServer(say: (line: string) => void): Promise<string> {
  const present = findCommand(SERVERS);
  if (present !== undefined) return present;
  if (canInstallRedis()) {
    await installRedis(say);
    const installed = findCommand(SERVERS);
    if (installed !== undefined) return installed;
  }
  throw new StartError(
    `No redis-server or valkey-server found: install one with "${installCommand()}", or set REDIS_URL to a Redis that runs.`,
  );
}

const BY_SYSTEM: readonly (readonly [pattern: RegExp, command: string])[] = [
  [/\b(debian|ubuntu)\b/, 'sudo apt-get install -y redis-server'],
  [/\b(fedora|rhel|centos)\b/, 'sudo dnf install -y valkey'],
  [/\balpine\b/, 'apk add redis'],
  [/\barch\b/, 'sudo pacman -S --noconfirm valkey'],
  [/\bsuse\b/, 'sudo zypper install -y redis'],
];

/** The command that installs a server on this platform, for people to paste. */
export function installCommand(platform: string = process.platform, osRelease = readOsRelease()): string {
  if (platform === 'darwin') return 'brew install redis';
  const known = BY_SYSTEM.find(([pattern]) => pattern.test(osRelease));
  return known?.[1] ?? 'docker run -d -p 127.0.0.1:6379:6379 redis:7 --appendonly yes';
}
