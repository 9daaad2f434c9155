import type { ModelRows } from '@sluice/contracts';
import type { WorkerResources } from '../src/worker-resources';

/** Models as they are, but texts that are `poison` end the attempt as the death of its worker would: it never hears of them again. */
export function poisonedInference(
  inference: WorkerResources['inference'],
  poison: ReadonlySet<string>,
  died: () => void,
): Pick<WorkerResources['inference'], 'resolve'> {
  return {
    async resolve(ref) {
      const model = await inference.resolve(ref);
      const score: typeof model.score = (rows: ModelRows, ...rest) => {
        if (!Array.isArray(rows) || !rows.some((row) => poison.has(String(row)))) return model.score(rows, ...rest);
        died();
        return new Promise(() => undefined);
      };
      return new Proxy(model, {
        get: (target, name) => (name === 'score' ? score : (Reflect.get(target, name) as unknown)),
      });
    },
  };
}
