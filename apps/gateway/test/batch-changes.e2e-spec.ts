import { BatchKeys } from '@sluice/batches';
import { LOCAL_TENANT, newId } from '@sluice/contracts';
import { aBatch, TestSystem, until } from '@sluice/testing';
import { problemIn } from './problem';
import { CSV } from './sample-files';

describe('changing batches', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.start();
  });
  afterAll(() => system.stop());

  const ask = (method: string, path: string): Promise<Response> => fetch(`${system.url}/v1/batch/${path}`, { method });
  const ended = async (csv: string): Promise<string> => {
    const id = await system.submit(csv);
    await system.finished(id);
    return id;
  };

  describe('POST /batch/{id}/retry', () => {
    it('tries again what failed and keeps what was scored: the same results, once', async () => {
      const id = await ended(CSV);
      const before = await system.results(id, 'rows');
      const answer = await ask('POST', `${id}/retry`);
      expect([answer.status, answer.headers.get('location')]).toEqual([202, `/v1/batch/${id}/status`]);
      expect(await answer.json()).toMatchObject({ id });
      const status = await system.finished(id);
      expect(status).toMatchObject({ state: 'completed_with_errors', counts: { total: 7, succeeded: 6, failed: 1 } });
      expect(await system.results(id, 'rows')).toBe(before);
    });

    it('reads a file again whose reading failed', async () => {
      const id = await ended(`text,id\n${'x,1,2\n'.repeat(3)}`);
      const { state, counts } = await system.status(id);
      expect((await ask('POST', `${id}/retry`)).status).toBe(202);
      expect(await system.finished(id)).toMatchObject({ state, counts });
    });

    it.each([
      ['has no failed rows', () => ended('text\nhello\n')],
      ['is running', () => system.submit(aBatch({ rows: 20_000 }))],
      [
        'was cancelled',
        async () => {
          const id = await system.submit(aBatch({ rows: 20_000 }));
          await system.cancel(id);
          await system.finished(id);
          return id;
        },
      ],
    ])('refuses a batch that %s', async (_, batch) => {
      const id = await batch();
      const { status, problem } = await problemIn(await ask('POST', `${id}/retry`));
      expect([status, problem.code]).toEqual([409, 'BATCH_CONFLICT']);
      await system.finished(id);
    });

    it('is done once when it is asked for by many', async () => {
      const id = await ended(CSV);
      const answers = await Promise.all(Array.from({ length: 10 }, () => ask('POST', `${id}/retry`)));
      expect(answers.every(({ status }) => status === 202 || status === 409)).toBe(true);
      expect(await system.finished(id)).toMatchObject({ state: 'completed_with_errors' });
      // One that ended in between may have been retried again; none of them twice.
      const { retries } = new BatchKeys({ tenant: LOCAL_TENANT, id });
      const accepted = answers.filter(({ status }) => status === 202);
      expect(await system.store.list(retries)).toHaveLength(accepted.length);
    });
  });

  describe('DELETE /batch/{id}', () => {
    async function expectGone(id: string): Promise<void> {
      const paths = ['GET status', 'GET results', 'POST cancel', 'POST retry', 'DELETE '];
      for (const path of paths) {
        const [method = '', rest = ''] = path.split(' ');
        const { status, problem } = await problemIn(await ask(method, rest === '' ? id : `${id}/${rest}`));
        expect([status, problem.code]).toEqual([404, 'BATCH_NOT_FOUND']);
      }
      expect((await system.list()).map((batch) => batch.id)).not.toContain(id);
    }

    it('of a finished one leaves nothing to be found', async () => {
      const id = await ended(CSV);
      const answer = await ask('DELETE', id);
      expect([answer.status, await answer.text()]).toEqual([204, '']);
      await expectGone(id);
    });

    it('of a running one stops it', async () => {
      const id = await system.submit(aBatch({ rows: 100_000 }));
      await system.inMidBatch(id);
      expect((await ask('DELETE', id)).status).toBe(204);
      await expectGone(id);
      const keys = new BatchKeys({ tenant: LOCAL_TENANT, id });
      await until('no claim on it', async () => ((await system.claims(id)).length === 0 ? true : undefined));
      const committed = await system.committed(id);
      // Whatever else is asked of the workers meanwhile, they do no more for this one.
      await ended(CSV);
      expect(await system.committed(id)).toBe(committed);
      expect(await system.store.size(keys.active)).toBeNull();
    });

    it('of what never was is 404', async () => {
      expect((await problemIn(await ask('DELETE', newId()))).problem.code).toBe('BATCH_NOT_FOUND');
    });
  });
});
