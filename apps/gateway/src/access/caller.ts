import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Principal } from '@sluice/access';
import { SluiceError } from '@sluice/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** null: on a public route nobody asks. */
    principal: Principal | null;
    /** SHA-256 that a signature says the body has; null: the request is not signed. */
    bodyDigest: Buffer | null;
  }
}

/** Must come before the first route. */
export function useCallers(fastify: FastifyInstance): void {
  fastify.decorateRequest('principal', null);
  fastify.decorateRequest('bodyDigest', null);
}

/** Whom a request comes from. @throws SluiceError INTERNAL on a public route, which must not ask */
export function callerOf({ principal }: FastifyRequest): Principal {
  if (principal !== null) return principal;
  throw new SluiceError('INTERNAL', 'Something failed on our side: a public route asks for its caller.');
}

/** Gives a handler whom the request comes from: `@Caller() { tenant }: Principal`. Hot routes call callerOf. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal =>
  callerOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
