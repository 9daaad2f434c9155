import type { RouteAccess } from '../access/route-access';

interface Route {
  readonly segments: readonly string[];
  readonly access: Map<string, RouteAccess>;
  /** Of methods whose use is recorded. */
  readonly actions: Map<string, string>;
}

/**
 * The routes of the application, to tell 405 from 404. Only asked when the router found nothing, so it may be slow:
 * it walks all patterns (`/a/:id`, `/b/*`).
 */
export class RouteTable {
  private readonly routes = new Map<string, Route>();

  /** @param action what the audit chain calls it; none: its use is not recorded */
  add(method: string, pattern: string, access: RouteAccess, action?: string): void {
    const route = this.routes.get(pattern) ?? {
      ...{ segments: pattern.split('/'), access: new Map(), actions: new Map() },
    };
    route.access.set(method, access);
    if (action !== undefined) route.actions.set(method, action);
    this.routes.set(pattern, route);
  }

  /** Every method and pattern that was registered, as `GET /v1/models`. */
  list(): string[] {
    return [...this.routes].flatMap(([pattern, { access }]) =>
      [...access.keys()].map((method) => `${method} ${pattern}`),
    );
  }

  /** Methods that some route answers at this path (without its query), sorted; empty where nothing is served. */
  methodsAt(path: string): string[] {
    const segments = path.split('/');
    const matching = [...this.routes.values()].filter((route) => matches(route.segments, segments));
    return [...new Set(matching.flatMap(({ access }) => [...access.keys()]))].sort();
  }

  /** Who may use a route, undefined where there is none. */
  accessTo(method: string, pattern: string): RouteAccess | undefined {
    return this.routes.get(pattern)?.access.get(method);
  }

  /** What the audit chain calls the use of a route; undefined: it is not recorded. */
  actionOf(method: string, pattern: string): string | undefined {
    return this.routes.get(pattern)?.actions.get(method);
  }
}

function matches(pattern: readonly string[], path: readonly string[]): boolean {
  if (pattern.at(-1) === '*')
    return path.length >= pattern.length && matches(pattern.slice(0, -1), path.slice(0, pattern.length - 1));
  return (
    pattern.length === path.length &&
    pattern.every((segment, index) => (segment.startsWith(':') ? path[index] !== '' : segment === path[index]))
  );
}
