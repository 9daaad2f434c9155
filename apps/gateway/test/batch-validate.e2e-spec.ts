import { TestSystem } from '@sluice/testing';
import { problemIn } from './problem';

const WITHOUT_SESSIONS = 'text,channel\nhave a nice day,web\n';

describe('what POST /batch refuses', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.start({ workers: 0 });
  });
  afterAll(() => system.stop());

  const post = (path: string): Promise<Response> =>
    fetch(system.url + path, { method: 'POST', headers: { 'content-type': 'text/csv' }, body: WITHOUT_SESSIONS });

  it.each([
    'mode=sessions',
    'mode=sessions&session_column=channels',
    'text_column=body',
    'keep_columns=language',
    'model=none',
    'threshold=2',
    'colour=red',
  ])('is refused by validation in the same way: %s', async (query) => {
    const { problem } = await problemIn(await post(`/v1/batch?${query}`));
    const { code, detail, errors } = problem;
    for (const path of [`/v1/batch/validate?${query}`, `/v1/batch?validate_only=true&${query}`])
      expect((await problemIn(await post(path))).problem).toMatchObject({ code, detail, errors });
  });
});
