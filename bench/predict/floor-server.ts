import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The least that a Node server can do: read the body, parse it, answer JSON. Run as a process of its own. */
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = JSON.parse(Buffer.concat(chunks).toString()) as {
      readonly texts?: readonly string[];
      readonly instances?: readonly unknown[];
    };
    const answer = JSON.stringify({ total_items: (body.texts ?? body.instances ?? []).length });
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) });
    response.end(answer);
  });
});

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`listening on ${(server.address() as AddressInfo).port}\n`);
});
