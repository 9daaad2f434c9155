import { isRunning, markProcess, whenGone, type ProcessMark } from '@sluice/platform';
import { until } from '@sluice/testing';
import type { Predictions } from '../src/predict/predict';
import { GatewayCluster, sumOf, type Connection } from './cluster.fixture';

const THREE = { texts: ['0.1', '0.2', '0.9'] };

function marksOf(pids: readonly number[]): ProcessMark[] {
  return pids.map(markProcess).filter((mark) => mark !== null);
}

describe('a gateway of two processes', () => {
  let cluster: GatewayCluster;
  const ask = (connection: Connection): Promise<number> =>
    connection.post('/predict', THREE).then(({ status }) => status);

  beforeEach(async () => {
    cluster = await GatewayCluster.start();
  });
  afterEach(() => cluster.stop());

  it('serves on one port from both, and adds their metrics up', async () => {
    const connections = Array.from({ length: 8 }, () => cluster.connect());
    const statuses = await Promise.all(connections.flatMap((connection) => [1, 2, 3].map(() => ask(connection))));
    expect(statuses).toEqual(Array.from({ length: 24 }, () => 200));
    const servers = new Set(await Promise.all(connections.map((connection) => cluster.serverOf(connection))));
    expect([...servers].sort()).toEqual(cluster.servers().sort());
    for (const pid of servers) {
      const body = await cluster.metricsOf(await cluster.connectTo(pid), 2);
      expect(sumOf(body, 'sluice_rows_total')).toBe(72);
      expect(body).toMatch(/^sluice_model_info\{model="abuse",.*\} 1$/m);
      expect(body).not.toMatch(/ NaN$/m);
    }
    expect(cluster.lines('gateway listening')).toEqual([expect.objectContaining({ address: cluster.system.url })]);
  });

  it('replaces a process that is killed, and forgets nothing that it had counted', async () => {
    const [first = 0, second = 0] = cluster.servers();
    const [doomed, other] = [await cluster.connectTo(first), await cluster.connectTo(second)];
    expect([await ask(doomed), await ask(other)]).toEqual([200, 200]);
    expect(sumOf(await cluster.metricsOf(other, 2), 'sluice_rows_total')).toBe(6);
    process.kill(first, 'SIGKILL');
    const third = await until('a new process', () => cluster.servers()[2]);
    const statuses = await Promise.all(Array.from({ length: 8 }, () => ask(cluster.connect())));
    expect(new Set(statuses)).toEqual(new Set([200]));
    const body = await cluster.metricsOf(await cluster.connectTo(third), 2);
    expect(sumOf(body, 'sluice_rows_total')).toBe(30);
  });

  it('scrapes without a process that hangs, says so, and lets no counter fall', async () => {
    const [first = 0, second = 0] = cluster.servers();
    const [hanging, other] = [await cluster.connectTo(first), await cluster.connectTo(second)];
    expect([await ask(hanging), await ask(other)]).toEqual([200, 200]);
    await cluster.metricsOf(other, 2);
    process.kill(first, 'SIGSTOP');
    const body = await cluster.metricsOf(other, 1).finally(() => process.kill(first, 'SIGCONT'));
    expect(body).toContain('sluice_gateway_processes{answered="false"} 1');
    expect(sumOf(body, 'sluice_rows_total')).toBe(6);
  });

  it('reloads in both before it answers', async () => {
    await cluster.models.add({ name: 'abuse', version: '3.0.0' });
    expect((await cluster.connect().post('/models/reload')).status).toBe(200);
    // A line comes by another way than the answer, and may be here after it.
    const loaded = await until('the lines of both', () => {
      const lines = cluster.lines('model version changed').filter(({ version }) => version === '3.0.0');
      return lines.length >= 2 ? lines : undefined;
    });
    expect(loaded.map(({ pid }) => pid).sort()).toEqual(cluster.servers().sort());
    for (const pid of cluster.servers()) {
      const { body } = await (await cluster.connectTo(pid)).post('/predict', THREE);
      expect((JSON.parse(body) as Predictions).model.version).toBe('3.0.0');
    }
  });

  it('drains all at SIGTERM and ends with 0', async () => {
    const marks = marksOf(cluster.servers());
    expect(marks).toHaveLength(2);
    expect(await cluster.system.gateway.stop()).toBe(0);
    expect(marks.some(isRunning)).toBe(false);
  });

  it('leaves nobody behind when the primary is killed', async () => {
    const marks = marksOf(cluster.servers());
    await cluster.system.gateway.kill();
    expect(await Promise.all(marks.map((mark) => whenGone(mark, 60_000)))).toEqual([true, true]);
  });
});
