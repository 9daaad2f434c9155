import { createServer } from 'node:net';
import { startProblem } from './run-main';
import { StartError } from './start-error';

/** The error of a server that wants a port which another one has. */
async function portTaken(): Promise<{ error: unknown; port: number }> {
  const first = createServer();
  await new Promise<void>((resolve) => first.listen(0, '127.0.0.1', resolve));
  const address = first.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const error = await new Promise<unknown>((resolve) =>
    createServer().once('error', resolve).listen(port, '127.0.0.1'),
  );
  await new Promise((resolve) => first.close(resolve));
  return { error, port };
}

describe('startProblem', () => {
  it('says how to choose another port', async () => {
    const { error, port } = await portTaken();
    expect(startProblem(error)).toBe(
      `Port ${port} is in use: choose another one, for example PORT=${port + 1} npm start.`,
    );
  });

  it('is the message of a StartError, and nothing for a defect', () => {
    expect(startProblem(new StartError('Set X.'))).toBe('Set X.');
    expect(startProblem(new Error('boom'))).toBeUndefined();
  });
});
