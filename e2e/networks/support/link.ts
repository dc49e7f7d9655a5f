import type { Networks } from './namespaces';

/** Where the second addresses of `a` and `b` are; of another network, as on the way to mobile data. */
const OTHER_NETWORK = { a: '11.0.11', b: '11.0.12' } as const;

/** What joins network `a` or `b` to the rest, to be broken and mended. */
export class Link {
  readonly #interface: string;
  readonly #table: string;

  constructor(
    private readonly networks: Networks,
    private readonly network: 'a' | 'b',
  ) {
    this.#interface = `v${networks[network]}`;
    this.#table = `silence_${network}`;
  }

  /** The access point loses its power: browsers behind it see the carrier go. */
  cut(): void {
    this.networks.ip(this.networks.t, 'link', 'set', this.#interface, 'down');
  }

  mend(): void {
    this.networks.ip(this.networks.t, 'link', 'set', this.#interface, 'up');
  }

  /** Every packet is lost on the way, both ways, and nobody is told (F14). */
  silence(): void {
    const { nft, t } = this.networks;
    nft(t, `add table inet ${this.#table}`);
    for (const [hook, direction] of [
      ['prerouting', 'iifname'],
      ['postrouting', 'oifname'],
    ]) {
      nft(t, `add chain inet ${this.#table} ${hook} { type filter hook ${hook} priority -400 ; }`);
      nft(t, `add rule inet ${this.#table} ${hook} ${direction} ${this.#interface} drop`);
    }
  }

  speak(): void {
    this.networks.nft(this.networks.t, `delete table inet ${this.#table}`);
  }

  /** From one network into another (F13): the old address is gone before the new one is there. */
  move(): void {
    const { ip, t } = this.networks;
    const inside = this.networks[this.network];
    const net = OTHER_NETWORK[this.network];
    ip(t, 'addr', 'add', `${net}.1/24`, 'dev', this.#interface);
    ip(inside, 'addr', 'flush', 'dev', 'net0');
    ip(inside, 'addr', 'add', `${net}.2/24`, 'dev', 'net0');
    ip(inside, 'route', 'add', 'default', 'via', `${net}.1`);
  }
}
