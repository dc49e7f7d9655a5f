import {
  connect,
  createServer,
  type AddressInfo,
  type ListenOptions,
  type NetConnectOpts,
  type Server,
  type Socket,
} from 'node:net';

/** A relay whose link can be cut and mended, or go silent. */
export class CuttableProxy {
  readonly #ways = new Set<{ from: Socket; to: Socket }>();
  #cut = false;
  #frozen = false;

  private constructor(private readonly server: Server) {}

  /** From a free loopback port to another one. */
  static start(host: string, port: number): Promise<CuttableProxy> {
    return CuttableProxy.between({ port: 0, host: '127.0.0.1' }, { host, port });
  }

  static async between(listenOn: ListenOptions, target: NetConnectOpts): Promise<CuttableProxy> {
    const server = createServer();
    const proxy = new CuttableProxy(server);
    server.on('connection', (inner) => {
      if (proxy.#cut) inner.destroy();
      else proxy.#lead(inner, connect(target));
    });
    await new Promise<void>((resolve) => server.listen(listenOn, resolve));
    return proxy;
  }

  /** Where it listens on TCP. */
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
