import { lookup, Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Finds all addresses of a host name. Rejects, or returns none, if it has none. */
export type ResolveHost = (hostname: string, signal: AbortSignal) => Promise<readonly string[]>;

/** An address to connect to. */
export interface ReceiverAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** The address of a receiver does not exist or must not be used. */
export class AddressRefusedError extends Error {
  override readonly name = 'AddressRefusedError';
}

/** Services of cloud providers that answer at addresses which look public. */
const METADATA = new Set(['168.63.129.16']);

/** The addresses of networks for benchmarks (RFC 2544), which the library takes for public ones. */
const BENCHMARKS = ipaddr.IPv4.parseCIDR('198.18.0.0/15');
/** All global unicast addresses of IPv6 begin with these three bits (RFC 4291, 2.4). */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an address belongs to the public internet. Everything else could be a service of the
 * server's own network: private, loopback, link-local (metadata services), shared (CGNAT), multicast
 * and reserved ranges, and IPv6 addresses that contain an IPv4 address.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  if (address.range() !== 'unicast' || METADATA.has(address.toString())) return false;
  return address instanceof ipaddr.IPv6
    ? address.match(GLOBAL_UNICAST)
    : !address.match(BENCHMARKS);
}

/** The host of a URL without the brackets of an IPv6 address. */
export const hostOf = ({ hostname }: URL): string => hostname.replaceAll(/^\[|\]$/g, '');

/**
 * Finds the addresses of a receiver and checks them; the connection must go to one of these. A name
 * with one address that is not public is refused as a whole.
 * @throws {AddressRefusedError}
 */
export async function checkedAddresses(
  host: string,
  { resolve, allowPrivate }: { resolve: ResolveHost; allowPrivate: boolean },
  signal: AbortSignal,
): Promise<ReceiverAddress[]> {
  const found = isIP(host) === 0 ? await resolve(host, signal).catch(() => []) : [host];
  const addresses = found.filter((address) => isIP(address) !== 0);
  const isAllowed = addresses.every((address) => allowPrivate || isPublicAddress(address));
  if (addresses.length === 0 || addresses.length < found.length || !isAllowed) {
    throw new AddressRefusedError('the receiver has no address that may be used');
  }
  return addresses.map((address) => ({ address, family: isIP(address) === 6 ? 6 : 4 }));
}

/**
 * Resolves names with the DNS alone. `lookup` would use threads that passwords need too, and a name
 * server that does not answer would keep them busy. Only an operator who allows private addresses may
 * want names from the hosts file.
 */
export const createResolveHost =
  (allowPrivate: boolean): ResolveHost =>
  async (hostname, signal) => {
    const resolver = new Resolver({ timeout: 2_000, tries: 2 });
    const cancel = () => resolver.cancel();
    signal.addEventListener('abort', cancel);
    try {
      const answers = await Promise.allSettled([
        resolver.resolve4(hostname),
        resolver.resolve6(hostname),
      ]);
      const found = answers.flatMap((answer) =>
        answer.status === 'fulfilled' ? answer.value : [],
      );
      if (found.length > 0 || !allowPrivate) return found;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
    return (await lookup(hostname, { all: true })).map(({ address }) => address);
  };
