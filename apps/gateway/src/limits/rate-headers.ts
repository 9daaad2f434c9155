import type { Limit, Verdict } from '@sluice/limits';
import type { FastifyReply } from 'fastify';

/** What a limit is called in headers, and its policy: made once for each. draft-ietf-httpapi-ratelimit-headers, sections 3 and 4. */
export class RatePolicy {
  private readonly policy: string;

  /** @param windowMs null: of no window, but of what is there at a time */
  constructor(
    private readonly name: string,
    { limit, windowMs }: Pick<Limit, 'limit'> & { readonly windowMs: number | null },
  ) {
    const window = windowMs === null ? '' : `;w=${Math.ceil(windowMs / 1_000)}`;
    this.policy = `"${name}";q=${limit}${window}`;
  }

  /** Says how much is left: `RateLimit-Policy: "predict";q=600;w=60` and `RateLimit: "predict";r=599;t=60`. */
  tell(reply: FastifyReply, { remaining, resetMs }: Pick<Verdict, 'remaining' | 'resetMs'>): void {
    reply.header('ratelimit-policy', this.policy);
    reply.header('ratelimit', `"${this.name}";r=${remaining};t=${secondsOf(resetMs)}`);
  }
}

/** Whole seconds, rounded up: whoever waits for them does not come too early. */
export function secondsOf(ms: number): number {
  return Math.ceil(ms / 1_000);
}
