import { Agent, request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { Drain } from '../src/http/drain';
import { startProbeApp } from './probe-app.fixture';

describe('the end of a gateway', () => {
  it('finishes what is in flight, is not ready meanwhile and closes its connections', async () => {
    const probe = await startProbeApp();
    const agent = new Agent({ keepAlive: true });
    const get = async (path: string): Promise<IncomingMessage> => {
      const [response] = (await once(request(`${probe.url}${path}`, { agent }).end(), 'response')) as [IncomingMessage];
      response.resume();
      return response;
    };
    const arrival = probe.gate.arrival();
    const inFlight = get('/probe/wait');
    await arrival;

    const closed = probe.app.close();
    while (!probe.app.get(Drain).draining) await new Promise(setImmediate);
    const ready = await get('/health/ready');
    const live = await get('/health/live');
    probe.gate.open();
    const answer = await inFlight;
    await closed;

    expect([ready.statusCode, live.statusCode, answer.statusCode]).toEqual([503, 200, 200]);
    expect([ready, live, answer].map(({ headers }) => headers.connection)).toEqual(['close', 'close', 'close']);
    await expect(get('/health/live')).rejects.toThrow('ECONNREFUSED');
    agent.destroy();
  });

  it('cuts what does not finish before the time for the shutdown is up', async () => {
    const probe = await startProbeApp();
    const arrival = probe.gate.arrival();
    const stuck = fetch(`${probe.url}/probe/wait`);
    await arrival;
    const [, closed] = await Promise.allSettled([stuck, probe.app.close()]);
    await expect(stuck).rejects.toThrow('fetch failed');
    expect(closed.status).toBe('fulfilled');
  });
});
