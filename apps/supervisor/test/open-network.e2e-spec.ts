import { SystemFixture } from './system.fixture';

describe('npm start with a HOST that other machines can reach', () => {
  const system = new SystemFixture();
  afterAll(() => system.close());

  it('refuses without keys and prints the command that makes the first one', async () => {
    const { code, output } = await system.start(['scripts/start.mjs'], { HOST: '0.0.0.0' }).exited;
    expect([code, output]).toEqual([2, expect.stringContaining('HOST="0.0.0.0" can be reached by other machines')]);
    expect(output).toContain(`  DATA_DIR='${system.folder}' npm run keys -- create --role admin --name admin\n`);
  });

  it('starts when that command has been pasted, and asks for the key', async () => {
    const made = await system.start([
      'scripts/run.mjs',
      'apps/keys/src/main.ts',
      'create',
      '--role',
      'admin',
      '--name',
      'a',
    ]).exited;
    expect(made.code).toBe(0);
    const run = system.start(['scripts/start.mjs'], { HOST: '0.0.0.0' });
    await run.says(/Access {3}with a key only/);
    const { port } = new URL(system.note().address ?? '');
    expect((await fetch(`http://127.0.0.1:${port}/v1/models`)).status).toBe(401);
    run.signal('SIGTERM');
    await expect(run.exited).resolves.toMatchObject({ code: 0 });
  });
});
