import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEnvironment } from '../src/train/python-environment';
import { runProgram } from '../src/train/run-program';
import { trainCommand } from '../src/train/train.command';
import { capture } from './captured.fixture';

/** Python takes its time to install pip into an environment. */
const MINUTES = 300_000;

describe('models:train', () => {
  let folder: string;
  const said: string[] = [];
  const output = { print: () => undefined, say: (line: string) => void said.push(line) };
  const recipe = (): string => join(folder, 'models/one/train');
  const open = (python: string): Promise<string> => openEnvironment(join(folder, 'venvs'), recipe(), python, output);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-train-'));
    await mkdir(recipe(), { recursive: true });
    await writeFile(join(recipe(), 'requirements.txt'), '-r ../../shared.txt\n');
    await writeFile(join(folder, 'models/shared.txt'), '# nothing to install\n');
    await writeFile(join(recipe(), 'train.py'), 'import sys; open(sys.argv[2], "w").write(sys.prefix)\n');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it(
    'makes an environment once for the same requirements, and runs the recipe in it',
    async () => {
      const python = await open('python3');
      expect(await open('python3')).toBe(python);
      expect(said).toHaveLength(1);
      await runProgram(python, ['train.py', '--out', join(folder, 'out')], recipe());
      expect(python.startsWith(await readFile(join(folder, 'out'), 'utf8'))).toBe(true);
    },
    MINUTES,
  );

  it('says what to install, and what went wrong', async () => {
    await expect(open('python-that-is-not-there')).rejects.toThrow('apt install python3 python3-venv');
    await expect(runProgram('python3', ['-c', 'raise SystemExit(3)'], folder)).rejects.toThrow('exit code 3');
  });

  it('says which recipe and which data it needs', async () => {
    await expect(capture(trainCommand, 'abuse')).rejects.toThrow('models/abuse/train/README.md');
    await expect(capture(trainCommand, 'abuse', '--data', join(folder, 'absent'))).rejects.toThrow('names no folder');
    await expect(capture(trainCommand, 'nothing', '--data', folder)).rejects.toThrow('no train.py');
    await expect(capture(trainCommand, '../etc')).rejects.toThrow('Name a model');
  });
});
