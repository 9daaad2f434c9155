import type { BatchRef, ResultFormat, ResultReader } from '@sluice/batches';
import type { FastifyReply } from 'fastify';
import { acceptedFormat, CONTENT_TYPES } from './accepted-format';
import type { ResultsQuery } from './batch-queries.dto';

/** Sends a view of a batch: all of it as a stream, or one page with a link to the next. */
export async function sendResults(
  results: ResultReader,
  reply: FastifyReply,
  ref: BatchRef,
  query: ResultsQuery,
): Promise<void> {
  const { view = 'rows', action, limit, cursor } = query;
  const format = query.format ?? acceptedFormat(reply.request.headers.accept);
  reply.code(200).header('vary', 'Accept');
  if (limit === undefined) {
    const { body, complete } = await results.open(ref, { view, format, action });
    reply.header('x-complete', String(complete)).header('content-disposition', disposition(ref, view, format));
    reply.type(CONTENT_TYPES[format]).send(body);
    return;
  }
  const page = await results.page(ref, { view, format, action }, Number(cursor ?? -1), limit);
  if (page.next !== null) {
    const link = nextLink(ref, { view, format, action, limit, cursor: page.next });
    reply.header('link', `<${link}>; rel="next"`);
  }
  reply.header('x-complete', 'true').type(CONTENT_TYPES[format]).send(page.body);
}

function nextLink({ id }: BatchRef, parameters: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, String(value));
  return `/v1/batch/${id}/results?${query.toString()}`;
}

function disposition({ id }: BatchRef, view: string, format: ResultFormat): string {
  return `attachment; filename="${id}-${view}.${format}"`;
}
