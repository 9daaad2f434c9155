import 'reflect-metadata';
import { RouteConfig } from '@nestjs/platform-fastify';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';

/** Adds members to the Fastify config of a route. Nest's own decorator replaces what others have put there. */
export function routeConfig(part: Readonly<Record<string, unknown>>): MethodDecorator {
  return (target, name, descriptor) => {
    const handler: unknown = descriptor.value;
    const others: unknown =
      typeof handler === 'function' ? Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, handler) : {};
    RouteConfig({ ...(others as object | undefined), ...part })(target, name, descriptor);
  };
}
