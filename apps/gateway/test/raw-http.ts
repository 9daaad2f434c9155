import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Problem } from '../src/http/problem';
import { checkProblem } from './problem';

/** Sends bytes as they are and gives back all that comes until the server closes the connection. */
export async function sendRaw(port: number, bytes: string | Buffer): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}

/** The problem in a raw answer, checked against its status line and Content-Length. */
export function rawProblem(answer: string): Problem {
  const [head = '', body = ''] = answer.split('\r\n\r\n', 2);
  expect(head.toLowerCase()).toContain('content-type: application/problem+json; charset=utf-8');
  expect(head.toLowerCase()).toContain('connection: close');
  const problem = JSON.parse(body) as Problem;
  checkProblem(problem, Number(head.split(' ', 2)[1]));
  return problem;
}
