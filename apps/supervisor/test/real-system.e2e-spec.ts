import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SystemFixture, type StartedSystem } from './system.fixture';

/** Runs one line of the banner in a shell, as a person would paste it. */
async function paste(line: string): Promise<string> {
  const { stdout } = await promisify(execFile)('sh', ['-c', `${line.trim()} -sS`]);
  return stdout;
}

describe('npm start', () => {
  const system = new SystemFixture();
  let run: StartedSystem;

  beforeAll(async () => {
    run = system.start(['scripts/start.mjs']);
    await run.says(/Ctrl-C finishes/);
  });

  afterAll(() => system.close());

  it('shows a line that judges texts', async () => {
    const [line] = await run.says(/ {2}curl .*\/predict .*/);
    const { predictions } = JSON.parse(await paste(line)) as { predictions: { action: string }[] };
    expect(predictions.map(({ action }) => action)).toEqual(['allow', expect.not.stringMatching('allow')]);
  });

  it('shows a line that judges a file of sessions', async () => {
    const [line] = await run.says(/ {2}curl .*\/batch .*/);
    const [header, ...rows] = (await paste(line)).trim().split('\n');
    expect(header).toMatch(/^row,id,session_id,score,label,threshold,action/);
    expect(rows.length).toBeGreaterThan(100);
  });

  it('drains and exits with 0', async () => {
    run.signal('SIGTERM');
    await expect(run.exited).resolves.toMatchObject({ code: 0 });
  });
});
