import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import { CHROMIUM_ARGUMENTS, CHROMIUM_PATH } from '../../support/chromium';
import { Client } from '../../support/client';
import { ParleyServer } from '../../support/server';
import { Coturn, TURN_SECRET } from './coturn';
import { createNetworks, type Networks } from './namespaces';

export const TURN_PORT = 3478;
/** Everybody has a browser of their own here: three larger ones want more than two cores have. */
const WINDOW = { width: 960, height: 600 };
/** Production's usual choice: the relay is offered by both transports. */
export const BOTH_TRANSPORTS = ['?transport=udp', '?transport=tcp'] as const;

export interface ApartOptions {
  /** What follows the address in TURN URLs, such as `?transport=udp`; none: no relay at all. */
  transports: readonly string[];
  /** Port of the same relay over TLS, where that is offered too. */
  overTls?: number;
  /** Options on top of coturn's shipped configuration. */
  coturn?: string[];
  /** Variables on top of the test's own. */
  server?: Record<string, string>;
}

/** Parley and coturn in the network between two others, and a browser in each of those. */
export class Apart {
  readonly #browsers: Browser[] = [];
  readonly #directory = mkdtempSync(join(tmpdir(), 'parley-apart-'));

  private constructor(
    readonly networks: Networks,
    readonly coturn: Coturn,
    readonly server: ParleyServer,
  ) {}

  static async start(options: ApartOptions): Promise<Apart> {
    const networks = createNetworks();
    try {
      const { t: namespace, address, outside } = networks;
      const coturn = await Coturn.start({
        namespace,
        address,
        port: TURN_PORT,
        ...(options.coturn && { more: options.coturn }),
      });
      const urls = options.transports.map(
        (transport) => `turn:${address}:${TURN_PORT}${transport}`,
      );
      if (options.overTls !== undefined) urls.push(`turns:${address}:${options.overTls}`);
      const server = await ParleyServer.start(
        {
          TURN_URLS: urls.join(','),
          TURN_SECRET,
          ...options.server,
        },
        {
          launcher: ['ip', 'netns', 'exec', namespace],
          host: '0.0.0.0',
          name: address,
          databaseHost: outside,
        },
      );
      return new Apart(networks, coturn, server);
    } catch (error) {
      networks.remove();
      throw error;
    }
  }

  /** Somebody with a browser of their own in network `a` or `b`, registered and on the dashboard. */
  async onDashboard(name: string, network: 'a' | 'b'): Promise<Client> {
    const client = await this.#client(name, network);
    await client.register();
    return client;
  }

  /** The same without a page yet: for those who come by a link. */
  async user(name: string, network: 'a' | 'b'): Promise<Client> {
    const client = await this.#client(name, network);
    await client.signUp();
    return client;
  }

  async #client(name: string, network: 'a' | 'b'): Promise<Client> {
    const browser = await chromium.launch({
      executablePath: this.#chromiumIn(this.networks[network]),
      args: [
        ...CHROMIUM_ARGUMENTS,
        `--unsafely-treat-insecure-origin-as-secure=${this.server.url}`,
        '--ignore-certificate-errors',
      ],
    });
    this.#browsers.push(browser);
    return Client.open(browser, this.server.url, name, { viewport: WINDOW });
  }

  async stop(): Promise<void> {
    await Promise.all(this.#browsers.map((browser) => browser.close()));
    await this.server.stop();
    await this.coturn.stop();
    this.networks.remove();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  /** Playwright speaks to a browser by pipe, so it may be in any network. */
  #chromiumIn(namespace: string): string {
    const script = join(this.#directory, namespace);
    writeFileSync(script, `#!/bin/sh\nexec ip netns exec ${namespace} ${CHROMIUM_PATH} "$@"\n`);
    chmodSync(script, 0o755);
    return script;
  }
}
