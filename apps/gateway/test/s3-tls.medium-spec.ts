import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { aBatch, aCertificate, AppProcess, startRedis, TestS3, TestSystem, type TestRedis } from '@sluice/testing';

describe('a store on S3 behind TLS, with a certificate of an authority of its own', () => {
  let s3: TestS3;
  let redis: TestRedis;
  let front: Server;
  let folder: string;
  let env: Readonly<Record<string, string>>;
  const authority = (): string => join(folder, 'ca.pem');

  beforeAll(async () => {
    [s3, redis, folder] = [await TestS3.start(), await startRedis(), await mkdtemp(join(tmpdir(), 'sluice-s3-tls-'))];
    const certificate = aCertificate();
    await writeFile(authority(), certificate.cert);
    const { port } = new URL(s3.settings.endpoint ?? '');
    front = createServer(certificate, (client) => {
      const server = connect(Number(port), '127.0.0.1');
      client.on('error', () => server.destroy());
      server.on('error', () => client.destroy());
      client.pipe(server).pipe(client);
    }).listen(0, '127.0.0.1');
    // Whoever refuses the certificate hangs up.
    front.on('tlsClientError', () => undefined);
    await once(front, 'listening');
    const address = front.address() as AddressInfo;
    env = { ...s3.env('tls'), S3_ENDPOINT: `https://127.0.0.1:${address.port}` };
  });
  afterAll(async () => {
    front.close();
    await redis.stop();
    await s3.stop();
    await rm(folder, { recursive: true });
  });

  it('keeps batches when NODE_EXTRA_CA_CERTS names the authority', async () => {
    const store = await s3.open('tls');
    const system = await TestSystem.start({ env: { ...env, NODE_EXTRA_CA_CERTS: authority() }, store });
    try {
      const id = await system.submit(aBatch({ rows: 300 }));
      expect(await system.finished(id)).toMatchObject({ state: 'completed', counts: { succeeded: 300 } });
      expect(await system.rowNumbers(id)).toHaveLength(300);
    } finally {
      await system.stop();
    }
  });

  it('is not spoken to when nothing vouches for it, and says what to do', async () => {
    const variables = { ...env, DATA_DIR: folder, REDIS_URL: redis.url, PORT: '0' };
    const failed = await AppProcess.start('gateway', variables).catch((error: unknown) => String(error));
    expect(failed).toContain('gateway did not start');
    expect(failed).toContain('NODE_EXTRA_CA_CERTS');
  });
});
