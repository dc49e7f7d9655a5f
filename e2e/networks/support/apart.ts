import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import { CHROMIUM_ARGUMENTS, CHROMIUM_PATH } from '../../support/chromium';
import { Client } from '../../support/client';
import { ParleyServer } from '../../support/server';
import { TestSfu } from '../../support/sfu';
import { Coturn, TURN_SECRET } from './coturn';
import { createNetworks, type Networks } from './namespaces';

export const TURN_PORT = 3478;
/** Each client has a browser of its own here: three larger windows need more than two cores. */
const WINDOW = { width: 960, height: 600 };
/** The usual configuration in production offers the relay over both transports. */
export const BOTH_TRANSPORTS = ['?transport=udp', '?transport=tcp'] as const;

export interface ApartOptions {
  /** Suffixes of the TURN URLs, such as `?transport=udp`; empty for no relay. */
  transports: readonly string[];
  /** Port of the same relay over TLS, if it is offered. */
  overTls?: number;
  /** Additional options for coturn. */
  coturn?: string[];
  /** Additional environment variables for the server. */
  server?: Record<string, string>;
  /** Runs LiveKit beside the server. */
  sfu?: true;
}

/** A network in which clients are. */
export type ClientNetwork = 'a' | 'b' | 'c';

/** Parley, coturn and LiveKit in a network between others, and browsers in those. */
export class Apart {
  readonly #browsers: Browser[] = [];
  readonly #directory = mkdtempSync(join(tmpdir(), 'parley-apart-'));

  private constructor(
    readonly networks: Networks,
    readonly coturn: Coturn,
    readonly server: ParleyServer,
    private readonly sfu: TestSfu | null,
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
      const launcher = ['ip', 'netns', 'exec', namespace];
      const sfu = options.sfu ? await TestSfu.start({ launcher, address }) : null;
      const server = await ParleyServer.start(
        {
          ...sfu?.variables,
          TURN_URLS: urls.join(','),
          TURN_SECRET,
          ...options.server,
        },
        {
          launcher,
          host: '0.0.0.0',
          name: address,
          databaseHost: outside,
        },
      );
      return new Apart(networks, coturn, server, sfu);
    } catch (error) {
      networks.remove();
      throw error;
    }
  }

  /** Opens a client in a network whose user is registered and on the dashboard. */
  async onDashboard(name: string, network: ClientNetwork): Promise<Client> {
    const client = await this.#client(name, network);
    await client.register();
    return client;
  }

  /** Opens a client in a network whose user is registered and has no page open yet. */
  async user(name: string, network: ClientNetwork): Promise<Client> {
    const client = await this.#client(name, network);
    await client.signUp();
    return client;
  }

  /**
   * Loses what clients of a network send to the SFU by this protocol, without an error; signaling goes
   * on through the port of the server.
   */
  blockSfu(network: ClientNetwork, protocol: 'udp' | 'tcp'): void {
    const { networks, sfu } = this;
    if (sfu === null) throw new Error('there is no SFU');
    const { nft, t } = networks;
    const table = `sfu_${network}`;
    nft(t, `add table inet ${table}`);
    nft(t, `add chain inet ${table} in { type filter hook prerouting priority -400 ; }`);
    const match = `iifname v${networks[network]} ${protocol} dport ${sfu.ports[protocol]}`;
    nft(t, `add rule inet ${table} in ${match} drop`);
  }

  /** Ends `blockSfu`. */
  unblockSfu(network: ClientNetwork): void {
    this.networks.nft(this.networks.t, `delete table inet sfu_${network}`);
  }

  async #client(name: string, network: ClientNetwork): Promise<Client> {
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
    await this.sfu?.stop();
    await this.coturn.stop();
    this.networks.remove();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  /** Playwright controls a browser by pipe, so the browser may be in any network. */
  #chromiumIn(namespace: string): string {
    const script = join(this.#directory, namespace);
    writeFileSync(script, `#!/bin/sh\nexec ip netns exec ${namespace} ${CHROMIUM_PATH} "$@"\n`);
    chmodSync(script, 0o755);
    return script;
  }
}
