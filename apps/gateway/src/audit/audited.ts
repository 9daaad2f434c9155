import type { FastifyRequest } from 'fastify';
import { routeConfig } from '../http/route-config';

const CONFIG_KEY = 'audited';

/** How an act over HTTP is recorded. What is not named here is not kept: bodies may hold anything. */
export interface AuditedAct {
  /** `<thing>.<verb>` */
  readonly action: string;
  /** What it is done to, from the path: the id or the name in it, unless given. At most 200 characters are kept. */
  readonly target?: (request: FastifyRequest) => string;
  /** Members of the body that are kept of an act that was done. */
  readonly body?: readonly string[];
  /** Members of the answer that are kept of an act that was done. */
  readonly answer?: readonly string[];
}

/**
 * Marks a route that changes something for others or for good. `begun` is recorded before its handler runs, what came of it before it is answered; without
 * the first nothing is changed, without the second the answer is 503.
 */
export const Audited = (act: AuditedAct): MethodDecorator => routeConfig({ [CONFIG_KEY]: act });

export function auditedAct(config: unknown): AuditedAct | undefined {
  // Only Audited puts something there.
  return typeof config === 'object' && config !== null
    ? (Reflect.get(config, CONFIG_KEY) as AuditedAct | undefined)
    : undefined;
}
