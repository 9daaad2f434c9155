import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type ObjectStore, type S3Settings } from '@sluice/storage';
import { until } from './until';

/** Path of the server, from jest.config.cjs. */
declare const S3_SERVER: string;

const CREDENTIALS = { accessKeyId: 'sluice', secretAccessKey: 'only-for-tests' } as const;
const BUCKET = 'sluice';

/** An S3 server of one test's own, versitygw on a fresh folder, with one bucket. Only tests named s3-*.medium-spec.ts may need it. */
export class TestS3 {
  private constructor(
    private readonly folder: string,
    private readonly server: ChildProcess,
    readonly settings: S3Settings,
  ) {}

  /** Call stop() in afterAll. */
  static async start(): Promise<TestS3> {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-s3-'));
    // A bucket of this server is a folder.
    await mkdir(join(folder, 'data', BUCKET), { recursive: true });
    const address = `127.0.0.1:${await freePort()}`;
    const { accessKeyId, secretAccessKey } = CREDENTIALS;
    const options = ['--port', address, '--access', accessKeyId, '--secret', secretAccessKey];
    const more = ['--health', '/health', '--keep-alive', '--quiet', 'posix', join(folder, 'data')];
    const server = spawn(S3_SERVER, [...options, ...more], { stdio: 'ignore' });
    const kill = (): boolean => server.kill('SIGKILL');
    process.once('exit', kill);
    server.once('exit', () => process.removeListener('exit', kill));
    const endpoint = `http://${address}`;
    await until('the S3 server', () => isHealthy(`${endpoint}/health`));
    const settings = { endpoint, region: null, forcePathStyle: true, cacheBytes: 2 ** 30, credentials: CREDENTIALS };
    return new TestS3(folder, server, settings);
  }

  /** The store under a prefix of the bucket, as a process on a machine of its own opens it. */
  open(prefix: string, s3: Partial<S3Settings> = {}): Promise<ObjectStore> {
    const dataDir = join(this.folder, 'machines', String(machines++));
    return openStore({ blobUrl: `s3://${BUCKET}/${prefix}`, s3: { ...this.settings, ...s3 }, dataDir });
  }

  /** Settings of a process on the store under a prefix of the bucket. */
  env(prefix: string): Readonly<Record<string, string>> {
    return {
      BLOB_URL: `s3://${BUCKET}/${prefix}`,
      S3_ENDPOINT: this.settings.endpoint ?? '',
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    };
  }

  /** SIGKILL: nobody answers any more. */
  async kill(): Promise<void> {
    if (this.server.exitCode !== null || this.server.signalCode !== null) return;
    const gone = once(this.server, 'exit');
    this.server.kill('SIGKILL');
    await gone;
  }

  /** Ends it and removes its folder. */
  async stop(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}

let machines = 0;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function isHealthy(url: string): Promise<true | undefined> {
  const answer = await fetch(url).catch(() => undefined);
  return answer?.ok ? true : undefined;
}
