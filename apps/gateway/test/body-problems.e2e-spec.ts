import { problemIn } from './problem';
import { startProbeApp, type ProbeApp } from './probe-app.fixture';

describe('a body that is no object', () => {
  let probe: ProbeApp;

  beforeAll(async () => {
    probe = await startProbeApp();
  });
  afterAll(() => probe.app.close());

  it.each(['[]', '[{}]', '7', '"text"', 'true'])('is refused by a DTO as it is by a schema: %s', async (body) => {
    for (const path of ['/probe', '/probe/dto']) {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(probe.url + path, { method: 'POST', headers, body });
      const { status, problem } = await problemIn(answer);
      expect([status, problem.code]).toEqual([422, 'INVALID_BODY']);
      expect(problem.errors).toEqual([{ pointer: '', code: 'INVALID_TYPE', message: 'must be object' }]);
    }
  });
});
