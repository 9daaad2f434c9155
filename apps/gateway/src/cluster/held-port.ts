import { createServer, type Server } from 'node:net';

/** A free port, held for processes that are still starting: they must all get the same one, also when one of them comes much later. */
export class HeldPort {
  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  /** @throws Error as listening does */
  static async take(host: string): Promise<HeldPort> {
    const server = createServer((early) => early.destroy());
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(0, host, resolve);
    });
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('a server on a port has an address');
    return new HeldPort(server, address.port);
  }

  /** Gives it up; harmless when it has been. */
  release(): void {
    this.server.close(() => undefined);
  }
}
