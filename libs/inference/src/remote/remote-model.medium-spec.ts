import { setTimeout as pause } from 'node:timers/promises';
import { until } from '@sluice/testing';
import { ModelsDir } from '../../test/models-dir.fixture';
import { OipServer } from '../../test/oip-server.fixture';
import { InferenceService } from '../inference-service';
import type { LiveModel } from '../live-model';

/** A moment that the test chooses. */
function aGate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

describe('a remote model', () => {
  let models: ModelsDir;
  let service: InferenceService | undefined;
  let servers: OipServer[];
  beforeEach(async () => {
    models = await ModelsDir.create();
    servers = [await OipServer.start(), await OipServer.start()];
  });
  afterEach(async () => {
    await service?.close();
    service = undefined;
    await Promise.all(servers.map((server) => server.stop()));
    await models.remove();
  });

  function server(index: number): OipServer {
    const found = servers[index];
    if (!found) throw new Error('there is no such server');
    return found;
  }

  async function add(oip: object = {}, more: object = {}): Promise<void> {
    const places = { endpoints: servers.map(({ url }) => url), model: 'm', output: 'score' };
    const spec = { ...places, timeout_ms: 60_000, hedge_after_ms: 60_000, ...oip };
    const noGraph = { featurizer: undefined, output: undefined };
    await models.add({ name: 'remote', manifest: { ...noGraph, runtime: 'oip', oip: spec, ...more } });
  }
  async function open(): Promise<InferenceService> {
    const options = { modelsDir: models.path, modelVersions: new Map(), threads: 1 };
    service = await InferenceService.open({ ...options, mode: 'inline-or-threads' });
    return service;
  }
  async function model(oip: object = {}, more: object = {}): Promise<LiveModel> {
    await add(oip, more);
    const inference = await open();
    // With a short timeout it may be unavailable at first, on a busy machine.
    await until('the model to be ready', () => (inference.models()[0]?.state === 'READY' ? true : undefined));
    const live = inference.get('remote');
    for (const one of servers) one.asked.length = 0;
    return live;
  }
  const scores = async (
    live: LiveModel,
    texts: readonly string[] = ['0.5'],
    deadlineMs = Infinity,
  ): Promise<number[]> => [...(await live.score(texts, { deadlineMs })).scores];
  const askedOf = (): number[] => servers.map(({ asked }) => asked.length);

  it('gives the scores of its server, cut into requests, and asks all endpoints in turn', async () => {
    const live = await model({ model: 'a b', version: '2.0.0' }, { max_batch_size: 3 });
    const texts = Array.from({ length: 8 }, (_, i) => `0.${i}`);
    expect(await scores(live, texts)).toEqual(texts.map(Number));
    expect(askedOf().sort()).toEqual([1, 2]);
    expect(server(0).paths.at(-1)).toBe('/v2/models/a%20b/versions/2.0.0/infer');
    expect(servers.flatMap(({ asked }) => asked).every(({ inputs }) => inputs[0]?.datatype === 'BYTES')).toBe(true);
  });

  it('sends the fields of a tabular model in the datatypes of the protocol', async () => {
    const inputs = [
      { name: 'amount', type: 'number' },
      { name: 'count', type: 'integer' },
      { name: 'country', type: 'category', categories: ['DE', 'FR'] },
      { name: 'online', type: 'boolean' },
      { name: 'note', type: 'string', max_length: 10 },
    ];
    const instance = { amount: 0.5, count: 3, country: 'FR', online: true, note: 'x' };
    const kind = { kind: 'tabular', inputs, max_text_length: undefined };
    const spec = { endpoints: servers.map(({ url }) => url), model: 'm', output: 'score', timeout_ms: 60_000 };
    await models.add({
      name: 'table',
      golden: { rows: [{ name: 'half', instance, score: 0.5 }] },
      manifest: { featurizer: undefined, output: undefined, runtime: 'oip', oip: spec, ...kind },
    });
    const live = (await open()).get('table');
    const rows = live.instances?.read([{ ...instance, amount: 0.25 }]) ?? [];
    expect([...(await live.score(rows)).scores]).toEqual([0.25]);
    expect(servers.flatMap(({ asked }) => asked).at(-1)?.inputs).toMatchObject([
      { name: 'amount', datatype: 'FP64', data: [0.25] },
      { name: 'count', datatype: 'INT64', data: [3] },
      { name: 'country', datatype: 'BYTES', data: ['FR'] },
      { name: 'online', datatype: 'BOOL', data: [true] },
      { name: 'note', datatype: 'BYTES', data: ['x'] },
    ]);
  });

  it('asks a second endpoint when the first takes long, and cancels the one that loses', async () => {
    const live = await model({ hedge_after_ms: 1 });
    const { opened, open: letGo } = aGate();
    const slow = server(1);
    slow.behaviour = { after: opened };
    // Both get their turn to be first.
    expect(await scores(live)).toEqual([0.5]);
    expect(await scores(live)).toEqual([0.5]);
    await until('the loser to be cancelled', () => (slow.aborted >= 1 ? true : undefined));
    expect(server(0).asked.length).toBeGreaterThanOrEqual(2);
    letGo();
  });

  it('does not lose the answer of one endpoint to a breaker of the other', async () => {
    const live = await model({ hedge_after_ms: 1 });
    server(0).behaviour = { status: 500 };
    server(1).behaviour = { after: pause(20) };
    for (let i = 0; i < 60; i++) {
      server(1).behaviour = { after: pause(5) };
      expect(await scores(live)).toEqual([0.5]);
    }
  });

  it('hedges a small share of the calls only', async () => {
    const live = await model({ hedge_after_ms: 1 });
    const calls = 100;
    for (let i = 0; i < calls; i++) {
      for (const one of servers) one.behaviour = { after: pause(5) };
      await scores(live);
    }
    const asked = askedOf().reduce((sum, count) => sum + count, 0);
    // 5 %, and the two that are saved at the start.
    expect(asked).toBeLessThanOrEqual(calls + 5 + 2);
  });

  it('turns to the next endpoint when one fails, and spares the failing one after a while', async () => {
    const live = await model();
    server(0).behaviour = { status: 500 };
    for (let i = 0; i < 40; i++) expect(await scores(live)).toEqual([0.5]);
    const [failing = 0, good] = askedOf();
    expect(failing).toBeLessThan(10);
    expect(good).toBeGreaterThanOrEqual(40);
  });

  it('goes on when a server dies, and fails with what to do when all have', async () => {
    const live = await model();
    await server(0).stop();
    expect(await scores(live)).toEqual([0.5]);
    expect(await scores(live)).toEqual([0.5]);
    await server(1).stop();
    await expect(scores(live)).rejects.toMatchObject({ code: 'REMOTE_MODEL_FAILED', retryAfterS: 1 });
    servers = [];
  });

  it.each<[string, object, RegExp]>([
    ['is no JSON', { body: '<html>' }, /the answer is not JSON/],
    ['lacks the output', { body: '{"outputs":[]}' }, /lacks the output/],
    ['has another number of scores', { body: '{"outputs":[{"name":"score","data":[1,0]}]}' }, /one score a row/],
    ['holds no probability', { body: '{"outputs":[{"name":"score","data":[7]}]}' }, /no probability/],
    ['refuses the request', { status: 422 }, /status 422/],
    ['is endless', { body: `"${'x'.repeat(17 * 2 ** 20)}"` }, /does not answer/],
  ])('fails when an answer %s', async (_, behaviour, message) => {
    const live = await model();
    for (const one of servers) one.behaviour = behaviour;
    const failure = scores(live);
    await expect(failure).rejects.toMatchObject({ code: 'REMOTE_MODEL_FAILED' });
    await expect(failure).rejects.toThrow(message);
  });

  it('marks what is no number as not finite', async () => {
    const live = await model();
    for (const one of servers) one.behaviour = { body: '{"outputs":[{"name":"score","data":[null,0.25]}]}' };
    expect(await scores(live, ['a', 'b'])).toEqual([NaN, 0.25]);
  });

  it('reads the column of the positive class', async () => {
    const body = JSON.stringify({
      outputs: [{ name: 'p', shape: [3, 2], data: [0.9, 0.1, 0.75, 0.25, 0.012346, 0.987654] }],
    });
    for (const one of servers) one.behaviour = { body };
    const live = await model({ output: 'p', output_column: 1 });
    expect(await scores(live, ['a', 'b', 'c'])).toEqual([0.1, 0.25, 0.987654]);
  });

  it('waits no longer than the caller, and no longer than its manifest says', async () => {
    const live = await model({ timeout_ms: 50 });
    const { opened, open: letGo } = aGate();
    for (const one of servers) one.behaviour = { after: opened };
    await expect(scores(live)).rejects.toMatchObject({ code: 'REMOTE_MODEL_FAILED' });
    await expect(scores(live, ['0.5'], performance.now() + 10)).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await expect(scores(live, ['0.5'], performance.now() - 1)).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    letGo();
  });

  it('is unavailable while its servers are, says why, and serves as soon as they are back', async () => {
    const { port } = new URL(server(0).url);
    await add({ endpoints: [server(0).url] });
    await server(0).stop();
    const inference = await open();
    expect(inference.models()[0]).toMatchObject({
      state: 'UNAVAILABLE',
      reason: expect.stringContaining('held by another server: the endpoint does not answer') as unknown,
    });
    servers[0] = await OipServer.start(Number(port));
    await until('the model to be ready', () => (inference.models()[0]?.state === 'READY' ? true : undefined));
    expect(await scores(inference.get('remote'))).toEqual([0.5]);
  });

  it('is unavailable when its server gives other scores than the golden rows', async () => {
    await add();
    for (const one of servers) one.behaviour = { body: '{"outputs":[{"name":"score","data":[0.1,0.25,0.5]}]}' };
    expect((await open()).models()[0]?.reason).toContain('golden row "0.987654" is off by 4.9e-1 at the remote server');
  });

  it.each<[object, RegExp]>([
    [{ endpoints: [] }, /\/oip\/endpoints must NOT have fewer/],
    [{ endpoints: ['ftp://x'] }, /\/oip\/endpoints\/0 must match pattern/],
    [{ endpoints: ['http://user:secret@x'] }, /\/oip\/endpoints\/0 must match pattern/],
    [{ timeout_ms: 0 }, /\/oip\/timeout_ms must be >= 1/],
    [{ output: undefined }, /\/oip must have required property 'output'/],
  ])('is refused with the manifest %j', async (oip, reason) => {
    await add(oip);
    expect((await open()).models()[0]?.reason).toMatch(reason);
  });
});
