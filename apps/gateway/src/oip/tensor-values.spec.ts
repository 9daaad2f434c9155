import type { InputTensor } from './infer-body';
import { jsonValues } from './tensor-values';

const tensor = (data: readonly unknown[]): InputTensor => ({
  name: 'x',
  datatype: 'INT32',
  shape: [data.length],
  data,
});

describe('INT32 values in JSON', () => {
  it('reach from the least to the greatest', () => {
    const edges = [-(2 ** 31), -1, 0, 2 ** 31 - 1];
    expect(jsonValues(tensor(edges), '/inputs/0')).toEqual(edges);
  });

  it.each([-(2 ** 31) - 1, 2 ** 31, 0.5, '1', null, true])('are never %p', (value) => {
    expect(() => jsonValues(tensor([value]), '/inputs/0')).toThrow(
      expect.objectContaining({ code: 'INVALID_BODY' }) as Error,
    );
  });
});
