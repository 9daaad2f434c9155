import { TestSystem, type BatchState } from '@sluice/testing';
import { problemIn } from './problem';

/** The last one is no Unicode: JSON may escape half of a pair. */
const TEXTS = ['have a nice day', 'you are an idiot', 'line\none', '=SUM(A1)', 'you are an idiot \ud800'];

describe('POST /predict/batch', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.start();
  });
  afterAll(() => system.stop());

  const post = (path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(system.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  it('answers like POST /batch, and the rows are what predict says', async () => {
    const call = { texts: TEXTS, threshold: 0.3, session_id: 's1', user_id: 'u1', occurred_at: '2026-03-01T12:00:00Z' };
    const answer = await post('/predict/batch', call);
    const { id } = (await answer.json()) as BatchState;
    expect([answer.status, answer.headers.get('location')]).toEqual([202, `/v1/batch/${id}/status`]);
    expect(await system.finished(id)).toMatchObject({ state: 'completed', mode: 'sessions', sessions: { total: 1 } });
    const { predictions } = (await (await post('/v1/predict', call)).json()) as { predictions: { score: number }[] };
    const rows = await system.rows(id);
    expect(rows.map(({ score }) => score)).toEqual(predictions.map(({ score }) => score));
    const [session] = (await system.results(id, 'sessions'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(session).toMatchObject({
      session_id: 's1',
      user_id: 'u1',
      events: TEXTS.length,
      first_at: expect.stringContaining('2026-03-01T12:00:00') as string,
    });
  });

  it('gives the results in place when it is asked to wait', async () => {
    const headers = { prefer: 'wait=60', accept: 'application/x-ndjson' };
    const answer = await post('/predict/batch', { texts: TEXTS.slice(0, 1), event_id: 'e1' }, headers);
    expect([answer.status, answer.headers.get('preference-applied')]).toEqual([200, 'wait=60']);
    expect(await answer.json()).toMatchObject({ row: 1, id: 'e1', session_id: null });
  });

  it('gives one batch for one Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'call-1' };
    const first = (await (await post('/v1/predict/batch', { texts: ['a'] }, headers)).json()) as BatchState;
    const again = await post('/v1/predict/batch', { texts: ['a'] }, headers);
    expect([again.status, ((await again.json()) as BatchState).id]).toEqual([200, first.id]);
    const other = await problemIn(await post('/v1/predict/batch', { texts: ['b'] }, headers));
    expect([other.status, other.problem.code]).toEqual([422, 'IDEMPOTENCY_MISMATCH']);
  });

  it.each([
    [{ texts: ['a', ' '] }, 422, '/texts/1'],
    [{ texts: [] }, 422, '/texts'],
    [{ instances: [{}] }, 422, '/instances'],
    [{ texts: ['a'], occurred_at: '2026-02-30T00:00:00Z' }, 422, '/occurred_at'],
    [{ texts: ['a'], callback: 'x' }, 422, '/callback'],
    [{ texts: ['a'], model: 'nothing' }, 404, undefined],
  ])('refuses %j as predict does', async (body, status, pointer) => {
    for (const path of ['/v1/predict', '/v1/predict/batch']) {
      const refused = await problemIn(await post(path, body));
      expect([path, refused.status, refused.problem.errors[0]?.pointer]).toEqual([path, status, pointer]);
    }
  });
});
