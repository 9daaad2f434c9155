import { TestSystem } from '@sluice/testing';

const CSV = 'text\nhave a nice day\nyou worthless idiot\n';

describe('POST /batch with Prefer: wait', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.start();
  });
  afterAll(() => system.stop());

  const submit = (accept: string): Promise<Response> =>
    fetch(`${system.url}/v1/batch`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', prefer: 'wait=60', accept },
      body: CSV,
    });

  it.each([
    'application/json',
    'application/json, text/csv;q=0.5',
    'text/csv;q=0',
    'text/html, */*;q=0.8',
    'application/x-ndjson;q=0, application/json',
  ])('answers the status, and where it is, to Accept: %s', async (accept) => {
    const answer = await submit(accept);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    const { id, links } = (await answer.json()) as { id: string; links: { status: string } };
    expect(answer.headers.get('content-location')).toBe(links.status);
    expect(links.status).toBe(`/v1/batch/${id}/status`);
  });

  it.each([
    ['application/json;q=0.5, text/csv', 'text/csv; charset=utf-8; header=present'],
    ['application/json, text/csv', 'text/csv; charset=utf-8; header=present'],
    ['application/x-ndjson, */*;q=0.1', 'application/x-ndjson'],
  ])('answers the results to Accept: %s', async (accept, type) => {
    const answer = await submit(accept);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
    const place = answer.headers.get('content-location') ?? '';
    const there = await fetch(system.url + place, { headers: { accept: type.split(';', 1)[0] ?? '' } });
    expect(await answer.text()).toBe(await there.text());
  });
});
