import { setTimeout } from 'node:timers/promises';
import { failed, passed } from './finding.mjs';
import { isLocalHost } from './target.mjs';

const ARRIVAL_LIMIT_MS = 3_000;
const RESEND_MS = 200;
const FORBIDDEN = 403;
/** One address of each kind of network that a relay must not open to its users; tests try all (F24). */
const PRIVATE = ['127.0.0.1', '10.0.0.1', '172.16.0.1', '192.168.0.1', '169.254.169.254'];

/**
 * One of the two allocations of a connection through the relay.
 * @typedef {object} Allocated
 * @property {import('../turn/turn-client.mjs').TurnClient} client
 * @property {Buffer} relayAddress
 * @property {number} relayPort
 */

/**
 * Checks that data arrives from one allocation at another, and that the relay refuses private
 * addresses.
 * @param {string} name
 * @param {Allocated} one
 * @param {Allocated} other
 * @returns {Promise<import('./finding.mjs').Finding>}
 */
export async function checkRelay(name, one, other) {
  const own = textOf(one.relayAddress);
  const codes = [
    await one.client.permit(other.relayAddress),
    await other.client.permit(one.relayAddress),
  ];
  const code = codes.find((each) => each !== 0);
  if (code === FORBIDDEN) {
    return failed(name, `hands out ${own}, but does not relay to it`, remedyForRefusal(own));
  }
  if (code !== undefined) {
    return failed(name, `refuses a permission (${code})`, 'Look into the log of the relay.');
  }
  const startedAt = performance.now();
  if (!(await arrives(one, other))) {
    return failed(
      name,
      `makes allocations, but nothing arrives at ${own}`,
      'Open the UDP ports from min-port to max-port in every firewall, and check --external-ip.',
    );
  }
  const ms = Math.max(1, Math.round(performance.now() - startedAt));
  const reachable = await firstReachable(one.client, own);
  if (reachable !== undefined) {
    return failed(
      name,
      `relays into private networks (${reachable})`,
      'Copy the denied-peer-ip lines of deploy/coturn/turnserver.conf into the configuration.',
    );
  }
  return passed(name, `allocates and relays (${ms} ms), not into private networks`);
}

/**
 * Behind NAT, coturn checks its own public address by the private address of the machine.
 * @param {string} own address that the relay hands out
 */
const remedyForRefusal = (own) =>
  isLocalHost(own)
    ? `Tell coturn both addresses of its machine, --external-ip=PUBLIC/${own} --allowed-peer-ip=PUBLIC (PUBLIC_IP and PRIVATE_IP=${own} in .env), or in a private network --allowed-peer-ip=${own}.`
    : `Tell coturn which address its machine has behind ${own}, --external-ip=${own}/PRIVATE --allowed-peer-ip=${own} (PRIVATE_IP in .env; without NAT it is also ${own}).`;

/**
 * @param {Allocated} one
 * @param {Allocated} other
 */
async function arrives(one, other) {
  const data = `parley-doctor-${other.relayPort}`;
  const arrived = other.client.receives(data).then(() => true);
  const endAt = performance.now() + ARRIVAL_LIMIT_MS;
  while (performance.now() < endAt) {
    one.client.send(other.relayAddress, other.relayPort, data);
    if (await Promise.race([arrived, setTimeout(RESEND_MS, false)])) return true;
  }
  return false;
}

/**
 * @param {import('../turn/turn-client.mjs').TurnClient} client
 * @param {string} own address of the relay itself, which may be allowed on purpose
 * @returns {Promise<string | undefined>} the first private address that the relay would send to
 */
async function firstReachable(client, own) {
  for (const address of PRIVATE.filter((one) => one !== own)) {
    if ((await client.permit(Buffer.from(address.split('.').map(Number)))) === 0) return address;
  }
  return undefined;
}

/** @param {Buffer} address */
function textOf(address) {
  if (address.length === 4) return address.join('.');
  const groups = address.toString('hex').match(/.{4}/g) ?? [];
  return groups.map((group) => group.replace(/^0{1,3}/, '')).join(':');
}
