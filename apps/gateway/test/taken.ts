import { until } from '@sluice/testing';
import type { Problem } from '../src/http/problem';

/** The answer to a call of a client that comes again, as it is told to, while too many have come at once for the pace of a busy machine. */
export function taken(send: () => Promise<Response>): Promise<Response> {
  return until('room for a call', async () => {
    const answer = await send();
    if (answer.status !== 503) return answer;
    const { code } = (await answer.clone().json()) as Problem;
    return code === 'OVERLOADED' ? undefined : answer;
  });
}
