import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { newId, SluiceError } from '@sluice/contracts';
import { problemOf, PROBLEM_TYPE } from './problem';

const BAD_REQUEST = new SluiceError(
  'BAD_REQUEST',
  'The bytes sent are not a valid HTTP/1.1 request. Check the client.',
);

/** By the code of Node's HTTP parser and of its timeouts. */
const BY_CODE: Readonly<Record<string, SluiceError>> = {
  HPE_HEADER_OVERFLOW: new SluiceError(
    'HEADERS_TOO_LARGE',
    'The headers together may have at most 16 kB. Send fewer ones.',
  ),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: new SluiceError('PAYLOAD_TOO_LARGE', 'Chunk extensions are too long. Leave them out.'),
  ERR_HTTP_REQUEST_TIMEOUT: new SluiceError(
    'REQUEST_TIMEOUT',
    'The headers did not arrive within 3 s. Send them faster.',
  ),
};

/** Answers what never became a request, straight on the socket, and closes it. */
export function answerBrokenHttp(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  writeProblem(socket, BY_CODE[error.code ?? ''] ?? BAD_REQUEST);
}

/** Answers CONNECT, which Node hands over as a bare socket. */
export function refuseConnect(_request: unknown, socket: Socket): void {
  writeProblem(socket, new SluiceError('BAD_REQUEST', 'This is not a proxy. Ask for a path of this service.'));
}

function writeProblem(socket: Socket, error: SluiceError): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const problem = problemOf(error, newId());
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? 'Error'}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${problem.request_id}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
