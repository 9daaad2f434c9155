import { once } from 'node:events';
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** What the server sent, as it was on the wire: fetch would decompress it. */
export interface Sent {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** @param accepted Accept-Encoding @param posted the body of a POST; GET without one */
export async function sent(url: string, accepted: string, method = 'GET', posted?: object): Promise<Sent> {
  const headers = { 'accept-encoding': accepted, ...(posted && { 'content-type': 'application/json' }) };
  const call = request(url, { method, headers, agent: false }).end(posted && JSON.stringify(posted));
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  return { headers: response.headers, body: await buffer(response) };
}
