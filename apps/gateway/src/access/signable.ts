import { routeConfig } from '../http/route-config';

const CONFIG_KEY = 'signable';

/** Requests to the route may be signed, or must be, as REQUEST_SIGNING says: `@Signable()`. */
export const Signable = (): MethodDecorator => routeConfig({ [CONFIG_KEY]: true });

export function isSignable(config: unknown): boolean {
  return typeof config === 'object' && config !== null && CONFIG_KEY in config;
}
