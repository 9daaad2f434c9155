import type { Problem } from '../src/http/problem';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly problem: Problem;
}

/** Checks that an answer is problem+json with exactly the members of the contract, and gives it back. */
export async function problemIn(response: Response): Promise<Answer> {
  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  const problem = (await response.json()) as Problem;
  checkProblem(problem, response.status);
  expect(response.headers.get('x-request-id')).toBe(problem.request_id);
  return { status: response.status, headers: response.headers, problem };
}

export function checkProblem(problem: Problem, status: number): void {
  const { retry_after: retryAfterS, ...members } = problem;
  expect(Object.keys(members)).toEqual([
    'type',
    'title',
    'status',
    'detail',
    'instance',
    'code',
    'request_id',
    'errors',
  ]);
  expect(problem.status).toBe(status);
  expect(problem.type).toBe(`urn:sluice:error:${problem.code}`);
  expect(problem.instance).toBe(`urn:sluice:request:${problem.request_id}`);
  if (status === 503) expect(retryAfterS).toBeGreaterThanOrEqual(1);
}
