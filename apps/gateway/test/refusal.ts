import { problemIn } from './problem';

/** Stands in every bad input, and in no answer. */
export const CANARY = 'c4n4ry';

/** Status, code and the pointers of the problem that an answer must be. */
export type Refusal = readonly [status: number, code: string, ...pointers: string[]];

/** Checks that an answer is this problem of the contract, that it says what to do, and that nothing of the input comes back. */
export async function expectRefusal(answer: Response, [status, code, ...pointers]: Refusal): Promise<void> {
  const text = await answer.clone().text();
  const { problem } = await problemIn(answer);
  expect([problem.status, problem.code]).toEqual([status, code]);
  expect(new Set(problem.errors.map(({ pointer }) => pointer))).toEqual(new Set(pointers));
  expect(text).not.toContain(CANARY);
  expect(problem.detail.length).toBeGreaterThan(20);
}
