import type { GraphValue } from '@sluice/inference';
import { readInputs } from './read-inputs';
import { readOutput } from './read-output';

const value = (name: string, type: string | null, ...shape: readonly (number | string)[]): GraphValue => ({
  name,
  type,
  shape,
});

describe('readInputs', () => {
  it('reads one input of strings as texts, or as a field when told so', () => {
    const comment = value('comment', 'string', '', 1);
    expect(readInputs([comment])).toEqual({ form: 'text', input: 'comment' });
    expect(readInputs([comment], 'tabular')).toEqual({ form: 'columns', inputs: [comment] });
  });

  it('reads one wide input as a matrix, of known width or not', () => {
    expect(readInputs([value('x', 'float32', 'rows', 4)])).toEqual({ form: 'matrix', input: 'x', width: 4 });
    expect(readInputs([value('x', 'float32', '', '')])).toEqual({ form: 'matrix', input: 'x', width: null });
  });

  it('reads several narrow inputs as columns', () => {
    const inputs = [value('country', 'string', '', 1), value('amount', 'float32', '')];
    expect(readInputs(inputs)).toEqual({ form: 'columns', inputs });
  });

  it.each([
    ['no inputs', [], /nothing to score/],
    ['float16', [value('x', 'float16', '', 4)], /keep_io_types/],
    ['a map', [value('x', null)], /no tensor/],
    ['pictures', [value('x', 'float32', '', 3, 8, 8)], /not pictures/],
    ['a fixed number of rows', [value('x', 'float32', 8, 4)], /dynamic batch dimension/],
    ['a matrix of another type', [value('x', 'float64', '', 4)], /float32/],
    ['a matrix beside a column', [value('x', 'float32', '', 4), value('y', 'string', '', 1)], /more than one way/],
  ])('refuses %s and says what to do', (_name, inputs, reason) => {
    expect(() => readInputs(inputs)).toThrow(reason);
  });

  it('refuses token ids as texts', () => {
    expect(() => readInputs([value('ids', 'int64', '', '')], 'text')).toThrow(/wordpiece/);
  });
});

describe('readOutput', () => {
  it('finds the only output that holds probabilities', () => {
    const label = value('label', 'int64', '');
    expect(readOutput([label, value('p', 'float32', '', 2)])).toEqual({ output: 'p', classes: 2 });
    expect(readOutput([label, value('p', 'float64', '')])).toEqual({ output: 'p', classes: 1 });
    expect(readOutput([value('p', 'float32', '', '')])).toEqual({ output: 'p', classes: null });
  });

  it('takes the one that is named', () => {
    const two = [value('p', 'float32', '', 1), value('q', 'float32', '', 1)];
    expect(() => readOutput(two)).toThrow(/Name it by --output/);
    expect(readOutput(two, 'q')).toEqual({ output: 'q', classes: 1 });
    expect(() => readOutput(two, 'r')).toThrow(/It has p/);
  });

  it.each([
    ['ZipMap', [value('label', 'int64', ''), value('p', null)], /"zipmap": False/],
    ['float16', [value('p', 'float16', '', 1)], /keep_io_types/],
    ['labels alone', [value('label', 'int64', '')], /predict_proba/],
  ])('refuses %s and says what to do', (_name, outputs, reason) => {
    expect(() => readOutput(outputs)).toThrow(reason);
  });
});
