/** Where a Redis listens and how to log in. */
export interface RedisAddress {
  readonly at: { readonly host: string; readonly port: number; readonly tls: boolean } | { readonly path: string };
  readonly username?: string;
  readonly password?: string;
  /** Number of the logical database. */
  readonly db: number;
}

const DB = /^\d{1,4}$/;

/**
 * Reads `redis://[user:password@]host[:port][/db]`, the same with `rediss://`, or `unix:///path[?db=n&user=…&password=…]`.
 * undefined when the text is none of these.
 */
export function parseRedisUrl(text: string): RedisAddress | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'unix:') return unixAddress(url);
  if (url?.protocol === 'redis:' || url?.protocol === 'rediss:') return tcpAddress(url);
  return undefined;
}

function tcpAddress(url: URL): RedisAddress | undefined {
  const db = url.pathname.replace(/^\//, '') || '0';
  const [username, password] = [decoded(url.username), decoded(url.password)];
  if (url.hostname === '' || !DB.test(db) || username === undefined || password === undefined) return undefined;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const at = { host, port: Number(url.port || 6379), tls: url.protocol === 'rediss:' };
  return { at, ...login(username, password), db: Number(db) };
}

function unixAddress(url: URL): RedisAddress | undefined {
  const path = decoded(url.pathname);
  const db = url.searchParams.get('db') ?? '0';
  if (url.host !== '' || path === undefined || path.length < 2 || !DB.test(db)) return undefined;
  return {
    at: { path },
    ...login(url.searchParams.get('user') ?? '', url.searchParams.get('password') ?? ''),
    db: Number(db),
  };
}

function login(username: string, password: string): Pick<RedisAddress, 'username' | 'password'> {
  return { ...(username !== '' && { username }), ...(password !== '' && { password }) };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** The URL that parseRedisUrl reads back into the same address. */
export function formatRedisUrl({ at, username = '', password = '', db }: RedisAddress): string {
  if ('path' in at) {
    const query = new URLSearchParams({
      ...{ ...(db > 0 && { db: String(db) }), ...(username !== '' && { user: username }) },
      ...(password !== '' && { password }),
    });
    return `unix://${encodeURI(at.path).replace(/[?#]/g, encodeURIComponent)}${query.size > 0 ? `?${query.toString()}` : ''}`;
  }
  const user = username + password === '' ? '' : `${encodeURIComponent(username)}:${encodeURIComponent(password)}@`;
  const host = at.host.includes(':') ? `[${at.host}]` : at.host;
  return `${at.tls ? 'rediss' : 'redis'}://${user}${host}:${at.port}/${db}`;
}
