import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A TCP relay on loopback that holds everything for a while, in order, in both directions. */
export class DelayedProxy {
  readonly #sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  static async start(port: number, oneWayMs: number): Promise<DelayedProxy> {
    const server = createServer();
    const proxy = new DelayedProxy(server);
    server.on('connection', (inner) => {
      const outer = connect(port, '127.0.0.1');
      for (const [from, to] of [
        [inner, outer],
        [outer, inner],
      ] as const) {
        proxy.#sockets.add(from);
        from.setNoDelay(true);
        from.on('data', (chunk) => setTimeout(() => to.write(chunk), oneWayMs));
        from.on('error', () => to.destroy());
        from.on('close', () => {
          proxy.#sockets.delete(from);
          setTimeout(() => to.end(), oneWayMs);
        });
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
