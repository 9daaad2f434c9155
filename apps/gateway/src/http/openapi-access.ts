import type { OpenAPIObject } from '@nestjs/swagger';
import { rolesOf, type RouteAccess } from '../access/route-access';
import type { RouteTable } from './route-table';

type Paths = OpenAPIObject['paths'];
type Operation = NonNullable<Paths[string]['get']>;

export const OPENAPI_METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options'] as const;

/** Names of the ways to send a key. Either will do, so they are alternatives of `security`. */
export const KEY_SCHEMES = ['key', 'bearer'] as const;

/** Says of every operation who may use it, by the routes themselves. */
export function withAccess(paths: Paths, routes: RouteTable): Paths {
  const described = structuredClone(paths);
  for (const [path, item] of Object.entries(described)) {
    const pattern = path.replace(/\{(\w+)\}/g, ':$1');
    for (const method of OPENAPI_METHODS) {
      const access = routes.accessTo(method.toUpperCase(), pattern);
      if (item[method] && access !== undefined) item[method] = withRoles(item[method], access);
    }
  }
  return described;
}

/** An empty `security` is everybody. */
function withRoles(operation: Operation, access: RouteAccess): Operation {
  if (access === 'public') return { ...operation, security: [] };
  const described = {
    ...operation,
    security: KEY_SCHEMES.map((scheme) => ({ [scheme]: [] })),
    'x-roles': rolesOf(access),
  };
  return described;
}
