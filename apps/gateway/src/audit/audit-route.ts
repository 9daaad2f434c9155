import type { Act, AuditChain, Json, JsonObject, Outcome } from '@sluice/audit';
import { LOCAL_TENANT, SluiceError } from '@sluice/contracts';
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { problemOf, PROBLEM_TYPE } from '../http/problem';
import type { Logger } from 'pino';
import type { AuditedAct } from './audited';

const TARGET_LENGTH = 200;

export interface AuditOptions {
  readonly chain: () => AuditChain;
  readonly log: Logger;
}

interface Begun {
  readonly act: Act;
  /** As the handler gave it. */
  answer: unknown;
}

/** Adds the two records of an act to its route: docs/operations/audit.md. */
export function auditRoute(route: RouteOptions, audited: AuditedAct, { chain, log }: AuditOptions): void {
  const begun = new WeakMap<FastifyRequest, Begun>();
  route.preHandler = [route.preHandler ?? []].flat().concat(async (request: FastifyRequest) => {
    const act = actOf(request, audited);
    await chain().append({ ...act, outcome: 'begun', detail: {} });
    begun.set(request, { act, answer: undefined });
  });
  route.preSerialization = [route.preSerialization ?? []].flat().concat((request, _reply, payload, done) => {
    const act = begun.get(request);
    if (act) act.answer = payload;
    done(null, payload);
  });
  route.onSend = [route.onSend ?? []].flat().concat(async (request, reply, payload: unknown) => {
    const act = begun.get(request);
    if (act === undefined) return payload;
    begun.delete(request);
    const outcome = outcomeOf(reply.statusCode);
    const detail = outcome === 'done' ? doneDetail(request, act, audited) : { status: reply.statusCode };
    try {
      await chain().append({ ...act.act, outcome, detail });
      return payload;
    } catch (cause) {
      log.error({ requestId: request.id, err: cause }, 'the outcome of an act could not be recorded');
      return unrecorded(reply);
    }
  });
}

function actOf(request: FastifyRequest, { action, target = fromPath }: AuditedAct): Act {
  const { principal, id } = request;
  return {
    ...{ actor: principal?.keyId ?? 'open', tenant: principal?.tenant ?? LOCAL_TENANT, action },
    ...{ target: target(request).slice(0, TARGET_LENGTH), request_id: id },
  };
}

function fromPath({ params }: FastifyRequest): string {
  const { id, name } = params as { readonly id?: string; readonly name?: string };
  return id ?? name ?? '';
}

/** What was refused has changed nothing; of a failure nobody knows. */
function outcomeOf(status: number): Outcome {
  if (status < 400) return 'done';
  return status < 500 ? 'refused' : 'failed';
}

function doneDetail(request: FastifyRequest, { answer }: Begun, audited: AuditedAct): JsonObject {
  return { ...membersOf(request.body, audited.body), ...membersOf(answer, audited.answer) };
}

/** The body was checked and the answer is ours, so both are JSON of a bounded size. */
function membersOf(value: unknown, names: readonly string[] = []): JsonObject {
  if (typeof value !== 'object' || value === null) return {};
  const members = names.map((name) => [name, Reflect.get(value, name) as Json | undefined] as const);
  return Object.fromEntries(members.filter((member): member is readonly [string, Json] => member[1] !== undefined));
}

/** The answer says "done" only when the record does. */
function unrecorded(reply: FastifyReply): string {
  const error = new SluiceError(
    'STORE_UNAVAILABLE',
    'What you asked for may have been done, but its outcome could not be recorded. Read the state, then decide.',
  );
  const problem = problemOf(error, reply.request.id);
  const text = JSON.stringify(problem);
  reply.code(problem.status).header('content-type', PROBLEM_TYPE).header('cache-control', 'no-store');
  reply.header('content-length', Buffer.byteLength(text));
  return text;
}
