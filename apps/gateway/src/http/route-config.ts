import 'reflect-metadata';
import { RouteConfig } from '@nestjs/platform-fastify';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';

const HANDLER = 'handler';

/** Adds members to the Fastify config of a route. Nest's own decorator replaces what others have put there. */
export function routeConfig(part: Readonly<Record<string, unknown>>): MethodDecorator {
  return (target, name, descriptor) => {
    const handler: unknown = descriptor.value;
    const others: unknown =
      typeof handler === 'function' ? Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, handler) : {};
    RouteConfig({ ...(others as object | undefined), ...part, [HANDLER]: handler })(target, name, descriptor);
  };
}

/** The method of a controller that answers a route, for what decorators of packages have noted on it. undefined: the route is of a package. */
export function handlerOf(config: unknown): object | undefined {
  const handler: unknown = typeof config === 'object' && config !== null ? Reflect.get(config, HANDLER) : undefined;
  return typeof handler === 'function' ? handler : undefined;
}
