import type { FastifyReply, FastifyRequest } from 'fastify';

/** How long the rest of a refused upload is read and dropped: closing while bytes come in would reset the connection, and the answer with it. */
const LINGER_MS = 2_000;

/**
 * Does the work of a request with a large body. When it fails before the whole body has come, the answer ends the connection, for the
 * rest of an upload is worth nothing; but the client gets to read the answer first.
 */
export async function answeringEarly<T>(
  { raw }: FastifyRequest,
  reply: FastifyReply,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!raw.complete) {
      reply.header('connection', 'close');
      linger(raw);
    }
    throw error;
  }
}

/** Node closes the socket by destroySoon when such an answer is out: here that means half, and wholly when the client is done or too slow. */
function linger(raw: FastifyRequest['raw']): void {
  const { socket } = raw;
  socket.destroySoon = () => {
    raw.unpipe();
    raw.resume();
    socket.end();
    const cut = setTimeout(() => {
      socket.destroy();
    }, LINGER_MS).unref();
    socket.once('close', () => {
      clearTimeout(cut);
    });
  };
}
