import type { FastifyRequest } from 'fastify';
import { SluiceError } from '@sluice/contracts';
import { routeConfig } from './route-config';

const CONFIG_KEY = 'uploads';

/**
 * Marks a route that takes files: `@Uploads()`. It may get any media type that has a parser, and its body may take as long as
 * the least rate of BodyDeadlines allows. Every other route takes JSON only, within the time that they give.
 */
export const Uploads = (): MethodDecorator => routeConfig({ [CONFIG_KEY]: true });

export function takesUploads(config: unknown): boolean {
  return typeof config === 'object' && config !== null && CONFIG_KEY in config;
}

/** Refuses a body that a route without @Uploads() cannot take, before a byte of it is read. */
export function refuseOtherThanJson(request: FastifyRequest, _reply: unknown, done: (error?: Error) => void): void {
  const type = request.headers['content-type'];
  if (type === undefined || type === 'application/json' || isJson(type)) done();
  else
    done(
      new SluiceError('UNSUPPORTED_MEDIA_TYPE', 'This path takes application/json. Send it with that Content-Type.'),
    );
}

function isJson(type: string): boolean {
  return type.split(';', 1)[0]?.trim().toLowerCase() === 'application/json';
}
