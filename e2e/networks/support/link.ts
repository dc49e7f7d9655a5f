import { setTimeout } from 'node:timers/promises';
import type { Networks } from './namespaces';

/** Where the second addresses of `a` and `b` are; of another network, as on the way to mobile data. */
const OTHER_NETWORK = { a: '11.0.11', b: '11.0.12' } as const;

const TABLE = 'silence';
const NARROW = 'narrow';

/** What joins network `a` or `b` to the rest, to be broken and mended. */
export class Link {
  readonly #interface: string;

  constructor(
    private readonly networks: Networks,
    private readonly network: 'a' | 'b',
  ) {
    this.#interface = `v${networks[network]}`;
  }

  /** The access point loses its power: browsers behind it see the carrier go. */
  cut(): void {
    this.networks.ip(this.networks.t, 'link', 'set', this.#interface, 'down');
  }

  mend(): void {
    this.networks.ip(this.networks.t, 'link', 'set', this.#interface, 'up');
  }

  /**
   * Every packet is lost on the way, both ways, and nobody is told (F14). So both ends drop what
   * arrives: a program whose packets are dropped where it sends them is told so, and coturn takes
   * it for the end of a client.
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

  speak(): void {
    for (const [namespace] of this.#ends())
      this.networks.nft(namespace, `delete table inet ${TABLE}`);
  }

  /** What the network sends is cut off above so many kilobits a second, as by an uplink that is full. */
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
   * From one network into another (F13): the old address is gone so long before the new one is
   * there. Of a gap of a millisecond the system may tell its browsers nothing.
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
