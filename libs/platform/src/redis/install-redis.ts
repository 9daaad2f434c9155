import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { findCommand } from '../config/find-command';
import { StartError } from '../shutdown/start-error';
import { readOsRelease } from './os-release';

/** Debian asks this script before it starts a service; 101 means no. The private Redis needs the program, not the service. */
const POLICY_FILE = '/usr/sbin/policy-rc.d';

/** Root on Debian or Ubuntu (or what calls itself like them). */
export function canInstallRedis(): boolean {
  const isDebian = /\b(debian|ubuntu)\b/.test(readOsRelease());
  return isDebian && process.getuid?.() === 0 && findCommand(['apt-get']) !== undefined;
}

/**
 * Installs the package redis-server without starting its system service.
 * @throws StartError with the last lines of apt-get.
 */
export async function installRedis(say: (line: string) => void): Promise<void> {
  say(
    'No redis-server on this machine: installing the Debian package redis-server with apt-get, without starting its service.',
  );
  const ours = forbidServices();
  try {
    await aptGet(['update', '-q']);
    await aptGet(['install', '-q', '-y', '--no-install-recommends', 'redis-server']);
  } finally {
    if (ours) rmSync(POLICY_FILE, { force: true });
  }
  say('redis-server is installed.');
}

/** false when somebody else's policy stands there already: it stays. */
function forbidServices(): boolean {
  try {
    writeFileSync(POLICY_FILE, '#!/bin/sh\nexit 101\n', { mode: 0o755, flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

async function aptGet(args: readonly string[]): Promise<void> {
  const wait = ['-o', 'DPkg::Lock::Timeout=120'];
  const command = spawn('env', ['DEBIAN_FRONTEND=noninteractive', 'apt-get', ...wait, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const collect = (chunk: Buffer): void => void (output = (output + chunk.toString()).slice(-2_000));
  command.stdout.on('data', collect);
  command.stderr.on('data', collect);
  const code = await new Promise((resolve) => {
    command.once('error', resolve);
    command.once('close', resolve);
  });
  if (code !== 0) {
    const end = output.trim().split('\n').slice(-2).join(' | ');
    throw new StartError(`apt-get ${args[0] ?? ''} failed: ${end}. Install redis-server yourself, or set REDIS_URL.`);
  }
}
