import { spawn } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endProcess, whenGone } from '../shutdown/end-process';
import { isRunning, markProcess, type ProcessMark } from '../shutdown/process-mark';
import { StartError } from '../shutdown/start-error';
import { checkRedis, infoField } from './check-redis';
import { reachRedis } from './reach-redis';
import { formatRedisUrl, parseRedisUrl, type RedisAddress } from './redis-address';
import { loopbackAddress, redisConf, socketAddress } from './redis-conf';
import { readRedisNote, writeRedisNote, type RedisNote } from './redis-note';

/** A large append-only file takes a while to load. */
const READY_WITHIN_MS = 60_000;
const ADOPT_WITHIN_MS = 10_000;
const STOP_WITHIN_MS = 10_000;
/** Nobody tells us when a process ends that is not our child. */
const LOOK_AFTER_ADOPTED_MS = 250;

/** A Redis of our own: its data stay in one folder, nobody but this user can reach it, and it outlives a killed parent. */
export interface PrivateRedis {
  readonly url: string;
  readonly mark: ProcessMark;
  /** It was left running by an earlier start. */
  readonly adopted: boolean;
  /** Resolves when the server has ended, for whatever reason. */
  readonly gone: Promise<void>;
  /** Lets Redis write what it holds and end. */
  stop(): Promise<void>;
}

/**
 * Adopts the Redis that runs in `folder`, or starts `binary` there: on a Unix socket, or on a loopback port with a random
 * password where a socket cannot be had. A server that was here before keeps its address, so clients find it again.
 * @throws StartError with the last lines of its log when it does not come up.
 */
export async function openPrivateRedis(folder: string, binary: string): Promise<PrivateRedis> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const note = readRedisNote(folder);
  if (note !== null && isRunning(note)) return adopt(note);
  const earlier = note === null ? undefined : parseRedisUrl(note.url);
  const socket = socketAddress(folder);
  const failures: unknown[] = [];
  for (const address of [socket, earlier && 'port' in earlier.at ? earlier : null, await loopbackAddress()]) {
    if (address === null) continue;
    try {
      return await start(folder, binary, address);
    } catch (error) {
      failures.push(error);
    }
  }
  throw failures[0];
}

/** Address of the Redis that runs in `folder`; null: none does. */
export function privateRedisUrl(folder: string): string | null {
  const note = readRedisNote(folder);
  return note !== null && isRunning(note) ? note.url : null;
}

/** Ends the Redis that an earlier run left in `folder`, if there is one. */
export async function closePrivateRedis(folder: string): Promise<void> {
  const note = readRedisNote(folder);
  if (note !== null) await endProcess(note, STOP_WITHIN_MS);
}

async function adopt(note: RedisNote): Promise<PrivateRedis> {
  try {
    await verify(note, { timeoutMs: ADOPT_WITHIN_MS });
  } catch (error) {
    throw new StartError(
      `The Redis of an earlier run (pid ${note.pid}) does not answer: end it with "kill ${note.pid}" and start again.`,
      { cause: error },
    );
  }
  return running(
    note,
    true,
    whenGone(note, Infinity, LOOK_AFTER_ADOPTED_MS).then(() => undefined),
  );
}

async function start(folder: string, binary: string, address: RedisAddress): Promise<PrivateRedis> {
  const conf = join(folder, 'redis.conf');
  rmSync(conf, { force: true });
  writeFileSync(conf, redisConf(folder, address), { mode: 0o600, flag: 'wx' });
  const { note, gone } = await launch(folder, binary, conf, formatRedisUrl(address));
  const died = new AbortController();
  void gone.then(() => {
    died.abort();
  });
  try {
    await verify(note, { timeoutMs: READY_WITHIN_MS, signal: died.signal });
  } catch (error) {
    await endProcess(note, 1_000);
    if (error instanceof StartError && !died.signal.aborted) throw error;
    throw new StartError(`The private Redis did not start: ${lastWords(folder)}`, { cause: error });
  }
  return running(note, false, gone);
}

/** In a process group of its own, so that Ctrl-C in the terminal does not reach it before those who use it. */
async function launch(
  folder: string,
  binary: string,
  conf: string,
  url: string,
): Promise<{ note: RedisNote; gone: Promise<void> }> {
  const log = openSync(join(folder, 'redis.log'), 'w', 0o600);
  const child = spawn(binary, [conf], { detached: true, cwd: folder, stdio: ['ignore', log, log] });
  closeSync(log);
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
    child.once('error', () => {
      resolve();
    });
  });
  child.unref();
  const mark = child.pid === undefined ? null : markProcess(child.pid);
  if (mark === null) {
    await gone;
    throw new StartError(`The private Redis did not start: ${binary} ended at once: ${lastWords(folder)}`);
  }
  const note = { ...mark, url };
  // Noted before it is ready: should we be killed now, the next start must not run a second one on the same files.
  writeRedisNote(folder, note);
  return { note, gone };
}

/** A port may have been taken by another server in between, so the one that answers must be the one we mean. */
async function verify(note: RedisNote, options: { timeoutMs: number; signal?: AbortSignal }): Promise<void> {
  await reachRedis(note.url, options, async (client) => {
    const pid = Number(infoField(await client.info('server'), 'process_id'));
    if (pid !== note.pid) throw new StartError('Another Redis answers at the address of the private one.');
    await checkRedis(client);
  });
}

function running({ pid, startedAt, url }: RedisNote, adopted: boolean, gone: Promise<void>): PrivateRedis {
  const mark = { pid, startedAt };
  return { url, mark, adopted, gone, stop: () => endProcess(mark, STOP_WITHIN_MS) };
}

function lastWords(folder: string): string {
  const lines = readFileSync(join(folder, 'redis.log'), 'utf8').trim().split('\n');
  return lines.slice(-3).join(' | ') || 'it said nothing';
}
