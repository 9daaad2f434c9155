import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Problem } from '../src/http/problem';
import { checkProblem } from './problem';

/** Sends bytes as they are and gives back all that comes until the server closes the connection: '' when it just resets it. */
export async function sendRaw(port: number, bytes: string | Buffer): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  return text(socket).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ECONNRESET') return '';
    throw error;
  });
}

/** The problem in the first of some raw answers, checked against its status line. */
export function rawProblem(answer: string): Problem {
  const [head = '', rest = ''] = answer.split('\r\n\r\n');
  expect(head.toLowerCase()).toContain('content-type: application/problem+json; charset=utf-8');
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
  const problem = JSON.parse(rest.slice(0, length)) as Problem;
  checkProblem(problem, Number(head.split(' ', 2)[1]));
  return problem;
}
