import { setTimeout } from 'node:timers/promises';
import type { Networks } from './namespaces';

/** Other networks to which `a` and `b` can move, as from Wi-Fi to mobile data. */
const OTHER_NETWORK = { a: '11.0.11', b: '11.0.12' } as const;

const TABLE = 'silence';
const NARROW = 'narrow';

/** The link between network `a` or `b` and the rest, which a test can break. */
export class Link {
  readonly #interface: string;

  constructor(
    private readonly networks: Networks,
    private readonly network: 'a' | 'b',
  ) {
    this.#interface = `v${networks[network]}`;
  }

  /** Takes the interface down, as when an access point loses power: browsers see it at once. */
  cut(): void {
    this.networks.ip(this.networks.t, 'link', 'set', this.#interface, 'down');
  }

  mend(): void {
    this.networks.ip(this.networks.t, 'link', 'set', this.#interface, 'up');
  }

  /**
   * Loses every packet in both directions without an error (F14). Each end drops what it receives:
   * dropping at the sender would return an error, from which coturn concludes that a client has
   * ended.
   */
  silence(): void {
    const { nft } = this.networks;
    for (const [namespace, device] of this.#ends()) {
      nft(namespace, `add table inet ${TABLE}`);
      nft(
        namespace,
        `add chain inet ${TABLE} arriving { type filter hook prerouting priority -400 ; }`,
      );
      nft(namespace, `add rule inet ${TABLE} arriving iifname ${device} drop`);
    }
  }

  /** Ends `silence`. */
  speak(): void {
    for (const [namespace] of this.#ends())
      this.networks.nft(namespace, `delete table inet ${TABLE}`);
  }

  /** Limits what the network sends to this many kilobits per second, like a full uplink. */
  narrow(kilobits: number): void {
    const { nft, t } = this.networks;
    nft(t, `add table inet ${NARROW}`);
    nft(t, `add chain inet ${NARROW} arriving { type filter hook prerouting priority -400 ; }`);
    const limit = `limit rate over ${Math.round(kilobits / 8)} kbytes/second burst 10 kbytes`;
    nft(t, `add rule inet ${NARROW} arriving iifname ${this.#interface} ${limit} drop`);
  }

  widen(): void {
    this.networks.nft(this.networks.t, `delete table inet ${NARROW}`);
  }

  #ends(): [namespace: string, device: string][] {
    return [
      [this.networks.t, this.#interface],
      [this.networks[this.network], 'net0'],
    ];
  }

  /**
   * Moves to another network (F13). There is no address for `gapMs`. After a gap of a millisecond the
   * operating system may report no change to browsers.
   */
  async move(gapMs: number): Promise<void> {
    const { ip, t } = this.networks;
    const inside = this.networks[this.network];
    const net = OTHER_NETWORK[this.network];
    ip(t, 'addr', 'add', `${net}.1/24`, 'dev', this.#interface);
    ip(inside, 'addr', 'flush', 'dev', 'net0');
    if (gapMs > 0) await setTimeout(gapMs);
    ip(inside, 'addr', 'add', `${net}.2/24`, 'dev', 'net0');
    ip(inside, 'route', 'add', 'default', 'via', `${net}.1`);
  }
}
