import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { createGunzip, gunzipSync } from 'node:zlib';
import { until } from '@sluice/testing';
import { startPredictApp, type RunningPredictApp } from './predict-app.fixture';
import { startProbeApp, type ProbeApp } from './probe-app.fixture';
import { ProbeController } from './probe.controller';
import { sent } from './sent';

describe('answers to clients that take gzip', () => {
  let probe: ProbeApp;
  beforeAll(async () => (probe = await startProbeApp()));
  afterAll(() => probe.app.close());

  it.each([1, 2, 10])('are compressed from 1 KiB on (%s KiB)', async (kib) => {
    const { headers, body } = await sent(`${probe.url}/probe/text?limit=${kib}`, 'br, gzip');
    expect(headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
    expect(JSON.parse(gunzipSync(body).toString())).toEqual({ text: 'x'.repeat(kib * 1_024) });
  });

  it.each(['identity', 'br', 'gzip;q=0', ''])('are sent as they are to Accept-Encoding: %s', async (accepted) => {
    const { headers, body } = await sent(`${probe.url}/probe/text?limit=2`, accepted);
    expect(headers).not.toHaveProperty('content-encoding');
    expect(headers).toMatchObject({ vary: 'Accept-Encoding', 'content-length': String(body.length) });
  });

  it.each(['/probe/by-id/1', '/probe/events'])(
    'are sent as they are when small or a stream of events: %s',
    async (path) => {
      const { headers } = await sent(probe.url + path, 'gzip');
      expect(headers).not.toHaveProperty('content-encoding');
    },
  );

  it('have the headers of a plain answer to HEAD', async () => {
    const { headers, body } = await sent(`${probe.url}/probe/text?limit=2`, 'gzip', 'HEAD');
    expect(headers).not.toHaveProperty('content-encoding');
    expect(headers).toMatchObject({ vary: 'Accept-Encoding', 'content-length': String('{"text":""}'.length + 2_048) });
    expect(body).toHaveLength(0);
  });

  it.each(['gzip', 'identity'])('come while they are made, and end with the client (%s)', async (accepted) => {
    const routes = probe.app.get(ProbeController);
    const call = request(`${probe.url}/probe/endless`, {
      headers: { 'accept-encoding': accepted },
      agent: false,
    }).end();
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    const text = accepted === 'gzip' ? response.pipe(createGunzip()) : response;
    const [first] = (await once(text, 'data')) as [Buffer];
    expect(first.toString()).toMatch(/^\{"line":0,/);
    expect(routes.open).toBe(1);
    call.destroy();
    await until('the end of the source', () => (routes.open === 0 ? true : undefined));
    expect(probe.log.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });
});

describe('the routes of stage 1', () => {
  let running: RunningPredictApp;
  beforeAll(async () => (running = await startPredictApp()));
  afterAll(() => running.close());

  it.each(['/metrics', '/models'])('compress %s', async (path) => {
    expect((await sent(running.url + path, 'gzip')).headers).toMatchObject({ 'content-encoding': 'gzip' });
  });

  it('send predictions as they are, however many: nothing stands between a score and its client', async () => {
    const texts = Array.from({ length: 100 }, () => '0.5');
    const { headers, body } = await sent(`${running.url}/predict`, 'gzip', 'POST', { texts });
    expect(body.length).toBeGreaterThan(4_096);
    expect(headers).not.toHaveProperty('content-encoding');
    expect(headers).not.toHaveProperty('vary');
  });
});
