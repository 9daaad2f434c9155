import { isRole, type Role } from '@sluice/access';
import { StartError } from '@sluice/platform';
import type { RouteOptions } from 'fastify';
import { isOfBoard } from '../board/board-path';
import { routeConfig } from '../http/route-config';

const CONFIG_KEY = 'access';

/** Who may use a route: everybody, or keys of these roles; admin always may. */
export type RouteAccess = 'public' | readonly Role[];

/** Keys of these roles, and admin, may use the route: `@Roles('client', 'analyst')`. `@Roles()`: admin alone. */
export const Roles = (...roles: readonly Exclude<Role, 'admin'>[]): MethodDecorator =>
  routeConfig({ [CONFIG_KEY]: roles });

/** Everybody may use the route, without a key: `@Public()`. It must not tell anything of a tenant. */
export const Public = (): MethodDecorator => routeConfig({ [CONFIG_KEY]: 'public' });

/** Routes that packages register, where no decorator can stand. */
const OF_PACKAGES: readonly (readonly [RegExp, RouteAccess])[] = [
  [/^\/metrics$/, ['ops']],
  // They say what is in the source of Sluice, and a browser that opens a page sends no key.
  [/^\/openapi\.json$/, 'public'],
  [/^\/docs(\/.*)?$/, 'public'],
];

/** @throws StartError of a route that declares nothing: what is forgotten must not be open */
export function accessOf({ method, url, config }: RouteOptions): RouteAccess {
  const declared: unknown = config === undefined ? undefined : Reflect.get(config, CONFIG_KEY);
  if (declared === 'public') return declared;
  if (Array.isArray(declared) && declared.every(isRole)) return declared;
  if (isOfBoard(url)) return [];
  const ofPackage = OF_PACKAGES.find(([pattern]) => pattern.test(url))?.[1];
  if (ofPackage !== undefined) return ofPackage;
  throw new StartError(
    `${[method].flat().join(', ')} ${url} does not say who may use it: give its handler @Roles(…) or @Public().`,
  );
}

/** With admin, in the order of their list. */
export function rolesOf(access: readonly Role[]): readonly Role[] {
  return [...access, 'admin'];
}
