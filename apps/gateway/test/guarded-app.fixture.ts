import { createHash, createHmac, randomUUID } from 'node:crypto';
import { formatCredential, KeyTable, newSecret, type Principal, type Role } from '@sluice/access';
import { newId } from '@sluice/contracts';
import { LimitStorage } from '@sluice/limits';
import type { Signing } from '@sluice/platform';
import { fastify, type FastifyInstance, type FastifyRequest } from 'fastify';
import { pino } from 'pino';
import { Authenticator } from '../src/access/authenticator';
import { useCallers } from '../src/access/caller';
import { checkBody } from '../src/access/check-body';
import { guardRoute, type GuardedRoute } from '../src/access/guard-route';
import { SignatureCheck } from '../src/access/signature-check';
import { clientErrorOf } from '../src/http/client-error';
import { sendProblem } from '../src/http/send-problem';
import { AddressBlocks } from '../src/limits/address-blocks';
import { throttlersOf } from '../src/limits/buckets';
import { RequestLimits } from '../src/limits/request-limits';

interface Rate {
  readonly limit: number;
  readonly windowMs: number;
}
export interface Guarding {
  readonly signing?: Signing;
  readonly limits?: Readonly<Partial<Record<'predict' | 'batch' | 'admin' | 'login' | 'address', Rate>>>;
}

const NO_LIMITS = { predict: null, batch: null, admin: null, login: null, address: null };
const NO_QUOTAS = { blockAfter: null, blockMs: 0, rowsPerDay: null, runningBatches: null, timeoutMs: 50 };

/** A Fastify server whose routes are guarded as those of the gateway are, by keys in memory and limits without Redis; it does not listen. */
export class GuardedApp {
  readonly keys = new KeyTable();
  readonly server: FastifyInstance = fastify();
  readonly signatures: SignatureCheck;
  private readonly callers = new Authenticator(this.keys, null);
  private readonly limits: RequestLimits;

  constructor({ signing = 'off', limits = {} }: Guarding = {}) {
    const storage = new LimitStorage(1);
    const blocks = new AddressBlocks(NO_QUOTAS, storage, pino({ level: 'silent' }));
    this.limits = new RequestLimits(throttlersOf({ ...NO_LIMITS, ...NO_QUOTAS, ...limits }), storage, blocks);
    this.signatures = new SignatureCheck(signing, this.keys);
    useCallers(this.server);
    this.server.setErrorHandler((error, _request, reply) => {
      sendProblem(reply, clientErrorOf(error));
    });
  }

  /** POST `url` answers whom the request came from. */
  route(url: string, wish: Partial<GuardedRoute> = {}): this {
    const { callers, limits, signatures } = this;
    const guarded = { access: ['client'], bucket: 'predict', signable: false, page: false, ...wish } as const;
    const answer = (request: FastifyRequest): Principal | null => request.principal;
    const onRequest = guardRoute(guarded, { callers, limits, signatures });
    this.server.route({ method: 'POST', url, onRequest, preParsing: checkBody, handler: answer });
    return this;
  }

  /** `<id>.<secret>` of a new key. */
  key(role: Role, tenant = 'acme'): string {
    const credential = { id: newId(), secret: newSecret() };
    const digest = createHash('sha256').update(credential.secret).digest('hex');
    const record = { id: credential.id, name: 'of a test', role, tenant, digest, replaces: null };
    this.keys.add({ ...record, created_at: 0, expires_at: null });
    return formatCredential(credential);
  }

  async send(url: string, headers: Readonly<Record<string, string>> = {}, payload?: string): Promise<Answered> {
    const {
      statusCode,
      headers: told,
      body,
    } = await this.server.inject({
      ...{ method: 'POST', url, headers },
      ...(payload !== undefined && { payload }),
    });
    return { status: statusCode, headers: told, body: JSON.parse(body) as Answered['body'] };
  }
}

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Headers of a POST that a key signs. */
export function signedPost(key: string, path: string, body: string, at = Date.now()): Record<string, string> {
  const [id = '', secret = ''] = key.split('.');
  const digest = `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
  const nonce = randomUUID();
  const lines = ['POST', path, String(at), nonce, digest].join('\n');
  const signature = createHmac('sha256', createHash('sha256').update(secret).digest()).update(lines).digest('base64');
  return {
    ...{ 'content-type': 'application/json', 'x-api-key': id, 'x-timestamp': String(at), 'x-nonce': nonce },
    ...{ 'content-digest': digest, 'x-signature': signature },
  };
}
