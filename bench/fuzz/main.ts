import { Agent } from 'node:http';
import { parseArgs } from 'node:util';
import { TestSystem } from '@sluice/testing';
import fc from 'fast-check';
import { runCommand } from '../../examples/cli/run-command';
import { anyRequest, type FuzzRequest } from './any-request';
import { faultOf } from './fault-of';
import { readOperations } from './operations';
import { sendRequest } from './send-request';

const USAGE = `npm run fuzz [-- --requests 100000 --seed N --in-flight 16]

Starts a system, and sends it requests that are made from its own /openapi.json, mostly of the right form and never mostly right. Fails when an
answer is 500, an error is not problem+json, or the gateway has ended. The same seed makes the same requests.
`;
const ROUND = 500;
/** Three of four requests would be refused before anybody looks at them. */
const NO_LIMITS = { LIMIT_PREDICT: 'off', LIMIT_BATCH: 'off', LIMIT_ADMIN: 'off', QUOTA_RUNNING_BATCHES: '0' };
const FAULTS_SHOWN = 20;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      requests: { type: 'string', default: '100000' },
      seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
      'in-flight': { type: 'string', default: '16' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const system = await TestSystem.start({ workers: 1, env: { LOG_LEVEL: 'error', ...NO_LIMITS } });
  try {
    await fuzz(system, Number(values.requests), Number(values.seed), Number(values['in-flight']));
  } finally {
    await system.stop();
  }
}

async function fuzz(system: TestSystem, wanted: number, seed: number, inFlight: number): Promise<void> {
  const [url, key] = [new URL(system.url), await firstKey(system.url)];
  const requests = anyRequest(await readOperations(system.url));
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
  const byStatus = new Map<number, number>();
  const faults: string[] = [];
  const one = async (sent: FuzzRequest): Promise<void> => {
    try {
      const answer = await sendRequest(url, agent, key, sent);
      byStatus.set(answer.status, (byStatus.get(answer.status) ?? 0) + 1);
      const fault = faultOf(sent.path, answer);
      if (fault !== null) faults.push(`${fault}: ${shown(sent)} -> ${answer.status} ${answer.text.slice(0, 300)}`);
    } catch (error) {
      faults.push(`no answer (${String(error)}): ${shown(sent)}`);
    }
  };
  process.stdout.write(`seed ${seed}\n`);
  for (let done = 0; done < wanted && faults.length < FAULTS_SHOWN; done += ROUND) {
    const round = fc.sample(requests, { seed: seed + done, numRuns: Math.min(ROUND, wanted - done) });
    await inTurns(round, inFlight, one);
  }
  agent.destroy();
  for (const fault of faults.slice(0, FAULTS_SHOWN)) process.stdout.write(`${fault}\n`);
  process.stdout.write(
    `${[...byStatus]
      .sort()
      .map(([status, count]) => `${status}: ${count}`)
      .join(', ')}\n`,
  );
  const lives = (await fetch(`${system.url}/health/live`)).status === 200;
  if (faults.length > 0 || !lives) throw new Error(`${faults.length} faults; seed ${seed} makes them again.`);
}

async function inTurns<T>(all: readonly T[], atOnce: number, work: (one: T) => Promise<void>): Promise<void> {
  const rest = all.values();
  const turn = async (): Promise<void> => {
    for (const one of rest) await work(one);
  };
  await Promise.all(Array.from({ length: atOnce }, turn));
}

async function firstKey(url: string): Promise<string> {
  const body = JSON.stringify({ name: 'fuzz', role: 'admin' });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/v1/keys`, { method: 'POST', headers, body });
  return ((await answer.json()) as { key: string }).key;
}

function shown({ method, path, headers, body }: FuzzRequest): string {
  return `${method} ${path} ${JSON.stringify(headers)} ${JSON.stringify(body?.toString('latin1') ?? null)}`;
}

void runCommand(main);
