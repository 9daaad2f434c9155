import type { WorkerResources } from '../src/worker-resources';

/** Models as they are, which nobody gets before so many have asked: attempts that have begun by then, and committed nothing. */
export function meetingInference(
  inference: WorkerResources['inference'],
  attempts: number,
): Pick<WorkerResources['inference'], 'resolve'> {
  let [missing, allThere] = [attempts, (): void => undefined];
  const met = new Promise<void>((resolve) => (allThere = resolve));
  return {
    async resolve(ref) {
      if (--missing === 0) allThere();
      await met;
      return inference.resolve(ref);
    },
  };
}
