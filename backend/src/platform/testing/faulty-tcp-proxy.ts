import { once } from 'node:events';
import {
  connect,
  createServer,
  type AddressInfo,
  type NetConnectOpts,
  type Server,
  type Socket,
} from 'node:net';

export interface ProxyOptions {
  /** Address on which the proxy listens, on any free port. Default: loopback. */
  host?: string;
  /** Delay of all data in each direction, in milliseconds. Default: none. */
  oneWayMs?: number;
}

type State = 'open' | 'cut' | 'frozen' | 'one-way';

/** A TCP proxy in front of a server on this machine that fails in the ways in which networks fail. */
export class FaultyTcpProxy {
  readonly #flows = new Set<{ from: Socket; to: Socket }>();
  readonly #server: Server;
  #state: State = 'open';

  private constructor(
    private readonly target: URL,
    private readonly options: Required<ProxyOptions>,
  ) {
    this.#server = createServer((near) => this.#accept(near));
  }

  /**
   * Starts a proxy that listens on TCP even if the target is a Unix socket, because the MongoDB driver
   * handles faults of Unix sockets differently.
   * @param target URL of the server, with a port or with a Unix socket as its host
   */
  static async start(target: URL | string, options: ProxyOptions = {}): Promise<FaultyTcpProxy> {
    const proxy = new FaultyTcpProxy(new URL(target), {
      host: '127.0.0.1',
      oneWayMs: 0,
      ...options,
    });
    proxy.#server.listen(0, proxy.options.host);
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** URL of the target through the proxy. */
  get url(): URL {
    const url = new URL(this.target);
    url.hostname = this.options.host;
    url.port = String(this.port);
    return url;
  }

  /** Breaks every connection and refuses new ones. */
  cut(): void {
    this.#state = 'cut';
    this.#breakAll();
  }

  /** Keeps connections and accepts new ones, but passes no data in either direction. */
  freeze(): void {
    this.#state = 'frozen';
    for (const { from } of this.#flows) from.pause();
  }

  /** Ends `freeze` without a loss: the data that was held back passes in order. */
  thaw(): void {
    this.#state = 'open';
    for (const { from } of this.#flows) from.resume();
  }

  /** Passes requests and drops answers. */
  swallowAnswers(): void {
    this.#state = 'one-way';
  }

  /** Ends every fault. Breaks the connections that have lost data. */
  mend(): void {
    this.#state = 'open';
    this.#breakAll();
  }

  async stop(): Promise<void> {
    this.#breakAll();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #breakAll(): void {
    for (const { from } of this.#flows) from.destroy();
  }

  #accept(near: Socket): void {
    if (this.#state === 'cut') {
      near.destroy();
      return;
    }
    const far = connect(this.#destination());
    this.#pass(near, far, () => true);
    this.#pass(far, near, () => this.#state !== 'one-way');
  }

  #pass(from: Socket, to: Socket, passes: () => boolean): void {
    const { oneWayMs } = this.options;
    const later = (action: () => void) =>
      void (oneWayMs > 0 ? setTimeout(action, oneWayMs) : action());
    const flow = { from, to };
    this.#flows.add(flow);
    from.setNoDelay(true);
    from
      .on('data', (chunk) => passes() && later(() => to.writable && to.write(chunk)))
      .on('end', () => later(() => to.end()))
      .on('error', () => undefined)
      .on('close', () => {
        this.#flows.delete(flow);
        later(() => to.destroySoon());
      });
    if (this.#state === 'frozen') from.pause();
  }

  #destination(): NetConnectOpts {
    const host = decodeURIComponent(this.target.hostname);
    if (host.startsWith('/')) return { path: host };
    const defaultPort = this.target.protocol === 'mongodb:' ? 27_017 : 80;
    return { host, port: Number(this.target.port || defaultPort) };
  }
}
