import type { BatchRef, ResultFilter, ResultFormat, ResultReader } from '@sluice/batches';
import type { FastifyReply } from 'fastify';
import { acceptedFormat, CONTENT_TYPES } from './accepted-format';
import type { ResultsQuery } from './batch-queries.dto';
import { checkResultsQuery } from './check-results-query';
import { sendDocument } from './send-document';

/** Sends a view of a batch: all of it as a stream, some of its bytes, or one page with a link to the next. */
export async function sendResults(
  results: ResultReader,
  reply: FastifyReply,
  ref: BatchRef,
  query: ResultsQuery,
): Promise<void> {
  checkResultsQuery(query);
  const { view = 'rows', action, min_score, session, limit, cursor } = query;
  const format = query.format ?? acceptedFormat(reply.request.headers.accept);
  const filter: ResultFilter = { action, minScore: min_score, session };
  reply.code(200).header('vary', 'Accept');
  if (limit === undefined) {
    const document = await results.open(ref, { view, format, filter });
    reply.header('x-complete', String(document.complete)).header('content-disposition', disposition(ref, view, format));
    return sendDocument(reply.type(CONTENT_TYPES[format]), document);
  }
  const page = await results.page(ref, { view, format, filter }, cursor, limit);
  if (page.next !== null) {
    const link = nextLink(ref, { view, format, action, min_score, session, limit, cursor: page.next });
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
