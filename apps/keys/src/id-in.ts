import { isId } from '@sluice/contracts';

/** The one argument of a command. A whole key is not taken: it would stay in the history of the shell. */
export function idIn(args: readonly string[]): string {
  const [id = ''] = args;
  if (args.length === 1 && isId(id)) return id;
  throw new Error('Name one key by its id, the part before the dot: "npm run keys -- list" shows them.');
}
