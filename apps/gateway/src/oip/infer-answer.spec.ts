import type { ModelManifest } from '@sluice/contracts';
import type { Predictions } from '../predict/predict';
import { inferAnswer } from './infer-answer';

const NAMES = ['10', 'spam', '2', '__proto__'];
// Only what the answer is made of.
const manifest = { categories: { names: NAMES, output: 'categories' } } as unknown as ModelManifest;

function answerOf(scores: readonly number[]): Predictions {
  const categories = Object.fromEntries(NAMES.map((name, index) => [name, scores[index] ?? NaN]));
  const prediction = { label: 'BAD', score: 0.5, threshold: 0.5, action: 'review', reasons: [], categories } as const;
  const model = { name: 'shop', version: '1.0.0', digest: 'sha256:0' } as const;
  return { id: 'id', model, predictions: [prediction, prediction], metadata: {} };
}

describe('the categories of an infer answer', () => {
  it('stand in the order of the manifest, also where their names are numbers', () => {
    const body = { inputs: [], outputs: [{ name: 'categories' }] };
    expect(inferAnswer(body, answerOf([0.1, 0.2, 0.3, 0.4]), manifest).outputs).toEqual([
      { name: 'categories', datatype: 'FP64', shape: [2, 4], data: [0.1, 0.2, 0.3, 0.4, 0.1, 0.2, 0.3, 0.4] },
    ]);
  });
});
