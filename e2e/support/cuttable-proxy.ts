import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A TCP relay whose link can be cut and mended, or go silent; on loopback unless told otherwise. */
export class CuttableProxy {
  readonly #ways = new Set<{ from: Socket; to: Socket }>();
  #cut = false;
  #frozen = false;

  private constructor(private readonly server: Server) {}

  static async start(host: string, port: number, listenOn = '127.0.0.1'): Promise<CuttableProxy> {
    const server = createServer();
    const proxy = new CuttableProxy(server);
    server.on('connection', (inner) => {
      if (proxy.#cut) inner.destroy();
      else proxy.#lead(inner, connect(port, host));
    });
    await new Promise<void>((resolve) => server.listen(0, listenOn, resolve));
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Breaks every connection and refuses new ones. */
  cut(): void {
    this.#cut = true;
    for (const { from } of this.#ways) from.destroy();
  }

  mend(): void {
    this.#cut = false;
  }

  /** Nothing passes any more, and nobody is told: what is on the other side does not answer. */
  freeze(): void {
    this.#frozen = true;
    for (const { from, to } of this.#ways) from.unpipe(to).pause();
  }

  /** What was held back passes on, in order. */
  thaw(): void {
    this.#frozen = false;
    for (const { from, to } of this.#ways) from.pipe(to);
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #lead(inner: Socket, outer: Socket): void {
    for (const way of [
      { from: inner, to: outer },
      { from: outer, to: inner },
    ]) {
      const { from, to } = way;
      this.#ways.add(way);
      if (this.#frozen) from.pause();
      else from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.#ways.delete(way);
        to.destroy();
      });
    }
  }
}
