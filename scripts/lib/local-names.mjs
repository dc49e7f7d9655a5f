import { hostname, networkInterfaces } from 'node:os';

/** @typedef {ReturnType<typeof networkInterfaces>} Interfaces */

/** Interfaces of containers and virtual machines, whose networks contain no other device. */
const inside =
  /^(docker|podman|cni|veth[0-9a-f]|br-[0-9a-f]{12}$|virbr|vmnet|vboxnet|vethernet \((wsl|default))/i;

/**
 * Names and addresses at which other devices reach this machine. Link-local IPv6 addresses are left
 * out because browsers cannot open them.
 * @param {Interfaces} [interfaces]
 * @returns {{ names: string[], addresses: string[] }} in a stable order, loopback first
 */
export function localNames(interfaces = networkInterfaces()) {
  const own = hostname().toLowerCase();
  return {
    names: [...new Set(['localhost', ...(/^[a-z0-9.-]+$/.test(own) ? [own] : [])])],
    addresses: [...new Set(['127.0.0.1', '::1', ...outsideAddresses(interfaces)])],
  };
}

/**
 * Addresses that other devices can use, IPv4 before IPv6.
 * @param {Interfaces} [interfaces]
 * @returns {string[]}
 */
export function outsideAddresses(interfaces = networkInterfaces()) {
  return Object.entries(interfaces)
    .flatMap(([name, entries]) => (inside.test(name) ? [] : (entries ?? [])))
    .filter(({ internal, address }) => !internal && !/^fe[89ab]/i.test(address))
    .sort((a, b) => a.family.localeCompare(b.family))
    .map(({ address }) => address);
}

/**
 * URLs at which other devices open Parley: IPv4, or IPv6 in a network without IPv4.
 * @param {string | undefined} host on which the server listens
 * @param {number} port
 * @param {Interfaces} [interfaces]
 * @returns {string[]} empty if the server listens on loopback only
 */
export function addressesForOthers(host, port, interfaces) {
  if (host && !['0.0.0.0', '::'].includes(host)) {
    return isLoopback(host) ? [] : [httpsAddress(host, port)];
  }
  const all = outsideAddresses(interfaces);
  const ipv4 = all.filter((address) => !address.includes(':'));
  // 0.0.0.0 listens on IPv4 only.
  const usable = ipv4.length > 0 || host !== '::' ? ipv4 : all;
  return usable.map((address) => httpsAddress(address, port));
}

/** @param {string} host */
const isLoopback = (host) => host === 'localhost' || host === '::1' || host.startsWith('127.');

/**
 * @param {string} host
 * @param {number} port
 */
const httpsAddress = (host, port) =>
  `https://${host.includes(':') ? `[${host}]` : host}${port === 443 ? '' : `:${port}`}`;
