import type { Environment } from './load-config';

/** The environment of this process and these variables on top, for a child process. */
export function environmentWith(variables: Environment): Environment {
  return { ...process.env, ...variables };
}
