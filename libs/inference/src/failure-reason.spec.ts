import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failureReason } from './failure-reason';

describe('the reason of a failure', () => {
  it('is what went wrong and what caused it, on one line', () => {
    const cause = new Error('it is\n12 bytes long');
    expect(failureReason(new Error('model.onnx cannot be read', { cause }))).toBe(
      'model.onnx cannot be read: it is 12 bytes long',
    );
    expect(failureReason('thrown')).toBe('unknown failure');
  });

  it('says nothing of where files lie: clients see it', async () => {
    const said = await readFile(join(__dirname, "it's not", 'there'), 'utf8').catch(String);
    const cause = new Error(said.replace('Error: ', ''));
    expect(failureReason(new Error('model.onnx cannot be read', { cause }))).toBe(
      'model.onnx cannot be read: ENOENT: no such file or directory',
    );
  });
});
