import { newId } from '@sluice/contracts';
import { CONTROL, plant } from './run-logs';

const PATIENCE_MS = 5_000;

type Headers = Readonly<Record<string, string>>;

/**
 * Sends a gateway secrets wherever a client may put one. Whatever becomes of the requests, it must not log them; so it is done when a test has seen what it
 * wanted, and whatever state that has left the gateway in.
 */
export async function visitWithSecrets(url: string): Promise<void> {
  const send = async (path: string, init: RequestInit = {}): Promise<string> => {
    const answer = await fetch(url + path, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) });
    return answer.text();
  };
  const post = (path: string, body: string, headers: Headers = {}): Promise<string> =>
    send(path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
  const predict = (members: object, headers?: Headers): Promise<string> =>
    post('/v1/predict', JSON.stringify({ texts: [plant('text')], ...members }), headers);
  await Promise.allSettled([
    predict({ session_id: plant('session_id'), user_id: plant('user_id'), event_id: plant('event_id') }),
    predict({ [plant('name of a field')]: 1, threshold: plant('threshold'), model: plant('model') }),
    predict({}, { 'x-deadline-ms': plant('X-Deadline-Ms'), prefer: plant('Prefer') }),
    predict({}, strangeHeaders()),
    post('/v1/predict', `{"texts": ["${plant('broken JSON')}`),
    post('/v1/predict', '{}', { 'content-type': `text/${plant('content-type')}` }),
    post('/v1/batch', `text,${plant('name of a column')}\n${plant('text of a file')},${plant('cell')}\n`, {
      'content-type': 'text/csv',
      'idempotency-key': plant('Idempotency-Key'),
    }),
    send(`/v1/models/${plant('path of models')}`, { headers: { 'x-api-key': plant('X-API-Key') } }),
    send(`/v1/sessions/${plant('path of sessions')}`, { headers: { authorization: `Bearer ${plant('Bearer')}` } }),
    send(`/v1/sessions?cursor=${plant('query')}`, { headers: { authorization: `Basic ${plant('Basic')}` } }),
    send(`/${plant('path that is not served')}`),
    sendControl(send),
  ]);
}

/** An id of a request is meant to be logged: a run in whose logs none of them shows has not looked. */
async function sendControl(send: (path: string, init: RequestInit) => Promise<string>): Promise<void> {
  const id = newId();
  await send('/not-served', { headers: { 'x-request-id': id } });
  plant(CONTROL, id);
}

/** Without effect, or known to nobody. */
function strangeHeaders(): Headers {
  return {
    'user-agent': plant('User-Agent'),
    cookie: `session=${plant('Cookie')}`,
    referer: `https://example/${plant('Referer')}`,
    'x-forwarded-for': plant('X-Forwarded-For'),
    'x-request-id': `${plant('X-Request-Id')}_`,
    'x-signature': plant('X-Signature'),
    'x-nonce': plant('X-Nonce'),
  };
}
