import { aBatch, TestSystem } from '@sluice/testing';

describe('304', () => {
  let system: TestSystem;
  let batch: string;

  beforeAll(async () => {
    system = await TestSystem.start();
    batch = await system.submit(aBatch({ rows: 20 }));
    await system.finished(batch);
  });
  afterAll(() => system.stop());

  // A cache that takes 0 for the length of what it holds throws it away.
  it.each(['status', 'summary', 'results', 'results?format=csv', 'results?view=sessions&format=parquet'])(
    'of %s tells no length of another document than the one that is known',
    async (view) => {
      const ask = (method: string, headers: Record<string, string> = {}): Promise<Response> =>
        fetch(`${system.url}/v1/batch/${batch}/${view}`, {
          method,
          headers: { 'accept-encoding': 'identity', ...headers },
        });
      const etag = (await ask('GET')).headers.get('etag') ?? '';
      for (const method of ['GET', 'HEAD']) {
        const answer = await ask(method, { 'if-none-match': etag });
        expect([method, answer.status, answer.headers.get('etag')]).toEqual([method, 304, etag]);
        expect(answer.headers.get('content-length')).toBeNull();
      }
    },
  );
});
