import type { LookupAddress } from 'node:dns';
import { request as requestHttp, type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { WebhookTargets } from '../targets/webhook-targets';

/** From the question to DNS to the end of the answer. */
const WITHIN_MS = 5_000;
const MOST_HEADER_BYTES = 16 * 1024;
/** Nobody looks at the answer; so much is taken in, so that a polite receiver can finish it. */
const MOST_ANSWER_BYTES = 64 * 1024;

const SWITCHING_PROTOCOLS = 101;

/** Posts to URLs of strangers: to addresses that were checked, on a connection of its own, following no redirect, in bounded time. */
export class WebhookSender {
  constructor(
    private readonly targets: WebhookTargets,
    private readonly withinMs = WITHIN_MS,
  ) {}

  /** @returns the status of the answer. @throws RefusedTarget; an error of the connection, of TLS, or of the time limit */
  async post(target: string, headers: OutgoingHttpHeaders, body: string): Promise<number> {
    const signal = AbortSignal.timeout(this.withinMs);
    const url = this.targets.parse(target);
    const addresses = await this.targets.addressesOf(url, signal);
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      lookup: always(addresses),
      // A pooled connection could lead to an address that was checked for somebody else.
      agent: false,
      maxHeaderSize: MOST_HEADER_BYTES,
      signal,
    });
    // What happens to it once the status is known matters to nobody.
    request.on('error', () => undefined);
    request.end(body);
    const response = await answerTo(request);
    if (response.statusCode !== SWITCHING_PROTOCOLS) await drain(response);
    return response.statusCode ?? 0;
  }
}

/** The head of the answer. Whoever wants to go on in another protocol has answered too: Node hands out the connection then, and no response. */
function answerTo(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    request.once('upgrade', (response, connection) => {
      connection.destroy();
      resolve(response);
    });
    request.once('error', reject);
    // Whatever else may end it: nobody waits for ever.
    request.once('close', () => {
      reject(new Error('The connection was closed without an answer.'));
    });
  });
}

/** A lookup that knows only what was checked before: whatever DNS says by now, the connection goes there. */
function always(addresses: readonly LookupAddress[]): LookupFunction {
  return (_, { all }, callback) => {
    const [first] = addresses;
    process.nextTick(() => {
      if (all === true) callback(null, [...addresses]);
      else callback(null, first?.address ?? '', first?.family);
    });
  };
}

async function drain(response: IncomingMessage): Promise<void> {
  let left = MOST_ANSWER_BYTES;
  try {
    // Leaving the loop destroys the connection. Without an encoding the parts are bytes.
    for await (const part of response) if ((left -= (part as Buffer).length) < 0) return;
  } catch {
    // The status has come; an answer that breaks off after it says the same.
  }
}
