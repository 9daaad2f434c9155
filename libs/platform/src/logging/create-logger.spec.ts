import { createLogger } from './create-logger';
import { NestLogger } from './nest-logger';

function aLogger(): { log: ReturnType<typeof createLogger>; lines: () => Record<string, unknown>[] } {
  const written: string[] = [];
  const log = createLogger({ logLevel: 'info' }, 'test', { write: (line) => void written.push(line) });
  return { log, lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('the logger', () => {
  it('writes one JSON object per event, with the ids of its children', () => {
    const { log, lines } = aLogger();
    log.child({ batchId: 'b1' }).info({ rows: 3 }, 'batch scored');
    log.debug('not at this level');
    expect(lines()).toEqual([
      expect.objectContaining({ level: 'info', name: 'test', batchId: 'b1', rows: 3, msg: 'batch scored' }),
    ]);
  });

  it('writes of an error what tells the fault and nothing that hangs on it', () => {
    const { log, lines } = aLogger();
    const cause = Object.assign(new Error('connection lost'), { command: { args: ['canary-value'] } });
    log.error(
      { err: Object.assign(new Error('not stored', { cause }), { code: 'E1', rows: ['canary-value'] }) },
      'failed',
    );
    expect(lines()[0]).toMatchObject({
      err: { message: 'not stored', code: 'E1', cause: { message: 'connection lost' } },
    });
    expect(JSON.stringify(lines())).not.toContain('canary-value');
  });

  it('takes what Nest says, with its context', () => {
    const { log, lines } = aLogger();
    const nest = new NestLogger(log);
    nest.log('Nest application successfully started', 'NestApplication');
    nest.warn('take care', 'Router');
    nest.error(new Error('broken'), 'Router');
    expect(lines()).toEqual([
      expect.objectContaining({ level: 'warn', context: 'Router', msg: 'take care' }),
      expect.objectContaining({
        level: 'error',
        msg: 'broken',
        err: expect.objectContaining({ message: 'broken' }) as object,
      }),
    ]);
  });
});
