import { newId } from '@sluice/contracts';
import { TestSystem } from '@sluice/testing';
import { problemIn } from './problem';
import { CSV } from './sample-files';

describe('Idempotency-Key', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.start({ workers: 0 });
  });
  afterAll(() => system.stop());

  const submit = (key: string, csv = CSV, query = ''): Promise<Response> =>
    fetch(`${system.url}/v1/batch${query}`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', 'idempotency-key': key },
      body: csv,
    });
  const idIn = async (answer: Response): Promise<string> => ((await answer.json()) as { id: string }).id;

  it('makes one batch of a thousand simultaneous requests; the others are told so, or to come again', async () => {
    const key = newId();
    const statuses: number[] = [];
    const ids = new Set<string>();
    const ask = async (): Promise<void> => {
      const answer = await submit(key);
      statuses.push(answer.status);
      if (answer.status === 409) {
        const { problem, headers } = await problemIn(answer);
        expect(problem.code).toBe('IDEMPOTENCY_IN_PROGRESS');
        expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      } else ids.add(await idIn(answer));
    };
    await Promise.all(Array.from({ length: 1_000 }, ask));
    await ask();
    expect(statuses.filter((status) => status === 202)).toHaveLength(1);
    expect(statuses.filter((status) => ![200, 202, 409].includes(status))).toEqual([]);
    expect([ids.size, statuses.at(-1)]).toEqual([1, 200]);
    expect((await system.list()).filter(({ id }) => ids.has(id))).toHaveLength(1);
  });

  it('gives the same batch when Redis has forgotten everything and the gateway is another, whatever the file is called', async () => {
    const key = newId();
    const first = await submit(key, CSV, '?priority=high&id_column=id');
    const id = await idIn(first);
    expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([202, null]);
    await system.redis.flush();
    await system.restartGateway();
    const form = new FormData();
    form.append('id_column', 'id');
    form.append('file', new Blob([CSV], { type: 'text/csv' }), 'another-name.csv');
    form.append('priority', 'high');
    const again = await fetch(`${system.url}/batch`, {
      method: 'POST',
      headers: { 'idempotency-key': key },
      body: form,
    });
    expect([again.status, again.headers.get('idempotency-replayed'), await idIn(again)]).toEqual([200, 'true', id]);
    expect(again.headers.get('location')).toBe(`/v1/batch/${id}/status`);
  });

  it.each([
    ['bytes', `${CSV}\n`, ''],
    ['fields', CSV, '?threshold=0.5'],
  ])('refuses other %s, and keeps nothing of them', async (_, csv, query) => {
    const key = newId();
    const id = await idIn(await submit(key));
    const before = await system.list();
    const { status, problem } = await problemIn(await submit(key, csv, query));
    expect([status, problem.code]).toEqual([422, 'IDEMPOTENCY_MISMATCH']);
    expect(await system.list()).toEqual(before);
    expect(await idIn(await submit(key))).toBe(id);
  });

  it('is free again after a request that was refused, or that only validated', async () => {
    const key = newId();
    expect((await submit(key, 'nothing of use\n')).status).toBe(422);
    expect((await submit(key, CSV, '?validate_only=true')).status).toBe(200);
    expect((await submit(key)).status).toBe(202);
  });
});
