import { TestSystem } from '@sluice/testing';
import { problemIn } from './problem';

const FILE = 'text,session_id\nhave a nice day,s1\n';

describe('a form of POST /batch', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.start();
  });
  afterAll(() => system.stop());

  const post = (fields: Readonly<Record<string, string>>, file = FILE): Promise<Response> => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', new Blob([file], { type: 'text/csv' }), 'chat.csv');
    return fetch(`${system.url}/v1/batch`, {
      method: 'POST',
      headers: { prefer: 'wait=60', accept: 'application/x-ndjson' },
      body: form,
    });
  };

  it('may keep as many columns as it likes, of the longest names', async () => {
    const names = Array.from({ length: 64 }, (_, i) => String(i).padStart(200, 'ü'));
    const file = `text,${names.join(',')}\nhave a nice day,${names.map((_, i) => `v${i}`).join(',')}\n`;
    const answer = await post({ keep_columns: names.join(',') }, file);
    expect(answer.status).toBe(200);
    const row = JSON.parse(await answer.text()) as Record<string, unknown>;
    expect(names.map((name) => row[name])).toEqual(names.map((_, i) => `v${i}`));
  });

  it('is refused for a field that is longer than any may be, and not cut', async () => {
    const { status, problem } = await problemIn(await post({ keep_columns: 'a,'.repeat(40_000) }));
    expect([status, problem.code]).toEqual([422, 'INVALID_FIELD']);
    expect(problem.errors).toMatchObject([{ pointer: '/keep_columns', code: 'TOO_LONG' }]);
  });

  it.each(['threshold', 'model', 'mode', 'keep_columns', 'validate_only'])(
    'is refused for a %s of JSON that is null',
    async (name) => {
      const boundary = 'sluice';
      const part = (headers: string, body: string): string =>
        `--${boundary}\r\nContent-Disposition: form-data; ${headers}\r\n\r\n${body}\r\n`;
      const body =
        part(`name="${name}"\r\nContent-Type: application/json`, 'null') +
        part('name="file"; filename="chat.csv"\r\nContent-Type: text/csv', FILE);
      const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
      const answer = await fetch(`${system.url}/v1/batch`, {
        method: 'POST',
        headers,
        body: `${body}--${boundary}--\r\n`,
      });
      const { status, problem } = await problemIn(answer);
      expect([status, problem.code]).toEqual([422, 'INVALID_FIELD']);
      expect(problem.errors).toMatchObject([{ pointer: `/${name}`, code: 'INVALID_TYPE' }]);
    },
  );
});
