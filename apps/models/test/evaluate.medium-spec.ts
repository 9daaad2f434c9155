import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { evaluateCommand } from '../src/evaluate/evaluate.command';
import { capture, type Captured } from './captured.fixture';

const MODELS = join(__dirname, '../../../models');
const CSV = [
  'id,label,source,text',
  '1,0,a,Thank you for the report',
  '2,0,b,See you at noon tomorrow',
  '3,1,a,you are a worthless piece of shit',
  '4,1,b,"shut up,\nyou stupid bitch"',
  '5,0,b,',
  '',
].join('\n');
const SHA256 = createHash('sha256').update(CSV).digest('hex');

describe('models:evaluate', () => {
  let folder: string;
  const models = (): string => join(folder, 'models');
  const data = (): string => join(folder, 'data');
  const evaluate = (...args: string[]): Promise<Captured> =>
    capture(evaluateCommand, '--data', data(), '--models', models(), '--threads', '1', ...args);
  /** Cells of the lines of the table, without its head. */
  const linesOf = ({ printed }: Captured): string[][] =>
    printed
      .split('\n')
      .filter((line) => line.startsWith('| abuse'))
      .map((line) => line.split('|').map((cell) => cell.trim()));

  async function declare(set: object): Promise<void> {
    const label = { column: 'label', positive: ['1'] };
    const sets = [{ name: 'texts', files: ['some_*'], text: 'text', label, ...set }];
    await writeFile(join(models(), 'abuse', 'train', 'evaluation.json'), JSON.stringify({ sets }));
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-evaluate-'));
    await cp(join(MODELS, 'abuse', '1.0.0'), join(models(), 'abuse', '1.0.0'), { recursive: true });
    await mkdir(join(models(), 'abuse', 'train'));
    await mkdir(data());
    await writeFile(join(data(), 'some_texts.csv.gz'), gzipSync(CSV));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('judges a file by the rows that the model takes, and counts the others', async () => {
    await declare({ groups: [{ column: 'source' }] });
    const result = await evaluate('--bootstrap', '50');
    expect(result.code).toBe(0);
    const [all, a, b] = linesOf(result);
    expect(all?.slice(1, 8)).toEqual(['abuse 1.0.0', 'texts (some_texts)', 'unseen', '4', '2', '1', '0.45']);
    expect(all?.[8]).toBe('1.0000 (1.0000 to 1.0000)');
    expect([a?.[2], a?.[4], b?.[2], b?.[4]]).toEqual(['- source = a', '2', '- source = b', '2']);
  });

  it('says that figures on the training file flatter, and quotes the manifest beside them', async () => {
    await declare({ trained_on: { sha256: SHA256, cross_validated: { auc: 'cv_auc' } } });
    const result = await evaluate();
    const [own, quoted] = linesOf(result);
    expect([own?.[3], quoted?.[3], quoted?.[8]]).toEqual(['in-sample', 'cross-validated', '0.9789']);
    expect(result.printed).toContain('which flatters every figure');
  });

  it('judges the part of the training file that training left out', async () => {
    await declare({ trained_on: { sha256: SHA256, held_out: { id: 'id', modulus: 2, remainder: 0 } } });
    const [line] = linesOf(await evaluate());
    const heldOut = ['1', '2', '3', '4'].filter((id) =>
      '02468ace'.includes(createHash('sha256').update(id).digest('hex').slice(-1)),
    );
    expect([line?.[3], line?.[4]]).toEqual(['split', String(heldOut.length)]);
  });

  it('goes on when a set asks for what is not there, and ends with 1', async () => {
    await declare({ label: { column: 'verdict', positive: ['1'] } });
    const { code, printed } = await evaluate();
    expect(code).toBe(1);
    expect(printed).toContain('abuse could not be judged on some_texts: some_texts lacks the columns verdict.');
    await declare({ category: 'sexism' });
    expect((await evaluate()).printed).toContain('abuse 1.0.0 has no category');
  });

  it('refuses a declaration of another shape, a folder that is none, and a model that is none', async () => {
    await declare({ colour: 'red' });
    await expect(evaluate()).rejects.toThrow('/sets/0 must NOT have additional properties');
    await expect(evaluate('--model', 'fraud')).rejects.toThrow('There are abuse.');
    await expect(capture(evaluateCommand, '--data', join(folder, 'absent'))).rejects.toThrow('--data names no folder');
    await expect(capture(evaluateCommand)).rejects.toThrow('npm run models:evaluate');
  });
});
