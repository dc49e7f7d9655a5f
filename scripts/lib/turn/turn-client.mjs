import {
  allocation,
  challenge,
  channel,
  dataOf,
  decode,
  encode,
  errorCode,
  lifetime,
  METHOD,
  payload,
  peer,
  relayedAddress,
} from './stun.mjs';
import { openTransport } from './turn-transport.mjs';

/** Retransmission, as UDP loses packets also on loopback when a server is busy (RFC 8489 6.2.1). */
const RESEND_MS = 500;
const GIVE_UP_MS = 10_000;
const FIRST_CHANNEL = 0x4000;

/** Nothing answered within ten seconds. */
export class NoAnswer extends Error {}

/** One five-tuple of a TURN client over UDP, TCP or TLS. */
export class TurnClient {
  /** @type {string[]} */
  received = [];
  /** Why a browser would not accept the server's certificate. @type {string[]} */
  certificateProblems = [];
  /** @type {import('./turn-transport.mjs').Transport | undefined} */
  #transport;
  /** @type {Map<string, (message: import('./stun.mjs').Message) => void>} */
  #answers = new Map();
  /** @type {Set<() => void>} */
  #heard = new Set();
  /** @type {import('./stun.mjs').Credentials | undefined} */
  #credentials;
  #channels = FIRST_CHANNEL;

  /**
   * @param {import('./turn-transport.mjs').TurnServer} server
   * @param {string} [from] address of this machine to send from
   * @returns {Promise<TurnClient>}
   */
  static async open(server, from) {
    const client = new TurnClient();
    client.#transport = await openTransport(server, (packet) => client.#hear(packet), from);
    client.certificateProblems = client.#transport.certificateProblems;
    return client;
  }

  /** @returns {Promise<void>} when the server has answered a STUN binding request */
  async ping() {
    await this.#transact(METHOD.binding, []);
  }

  /**
   * @param {{ username: string, password: string }} credentials
   * @param {4 | 6} [family]
   * @returns {Promise<{ code: number, relayAddress: Buffer, relayPort: number }>} `code` is 0 or
   *   that of the error; after 0 it is said where peers reach this client
   */
  async allocate({ username, password }, family = 4) {
    this.#credentials = undefined;
    const asked = await this.#transact(METHOD.allocate, allocation(family));
    this.#credentials = { username, password, ...challenge(asked) };
    const message = await this.#transact(METHOD.allocate, allocation(family));
    const { address, port } = relayedAddress(message);
    return { code: errorCode(message), relayAddress: address, relayPort: port };
  }

  /** @param {Buffer} address @returns {Promise<number>} 0 or the error code */
  async permit(address) {
    return errorCode(await this.#transact(METHOD.createPermission, [peer(address, 9)]));
  }

  /**
   * @param {Buffer} address
   * @param {number} port
   * @returns {Promise<number>} 0 or the error code
   */
  async bind(address, port) {
    const number = this.#channels++;
    return errorCode(
      await this.#transact(METHOD.channelBind, [channel(number), peer(address, port)]),
    );
  }

  /**
   * Sent whether or not it is permitted; nothing answers.
   * @param {Buffer} address
   * @param {number} port
   * @param {string} data
   */
  send(address, port, data) {
    this.#write(encode(METHOD.send, 'indication', [peer(address, port), payload(data)]).packet);
  }

  /** @param {string} data @returns {Promise<void>} never settles if it does not come */
  async hears(data) {
    while (!this.received.includes(data)) {
      await new Promise((/** @type {(value: void) => void} */ resolve) => this.#heard.add(resolve));
    }
  }

  /** Gives the allocation back at once, which otherwise counts against a quota for minutes. */
  async release() {
    await this.#transact(METHOD.refresh, [lifetime(0)]);
  }

  close() {
    this.#transport?.close();
  }

  /** @param {Buffer} packet */
  #write(packet) {
    this.#transport?.send(packet);
  }

  /**
   * @param {number} method
   * @param {import('./stun.mjs').Attribute[]} attributes
   * @returns {Promise<import('./stun.mjs').Message>}
   */
  #transact(method, attributes) {
    const { packet, transaction } = encode(method, 'request', attributes, this.#credentials);
    return new Promise((resolve, reject) => {
      const again = this.#transport?.isReliable
        ? undefined
        : setInterval(() => this.#write(packet), RESEND_MS);
      const tooLate = setTimeout(() => {
        clearInterval(again);
        reject(new NoAnswer(`no answer to a TURN request (${method})`));
      }, GIVE_UP_MS);
      this.#answers.set(transaction, (message) => {
        clearInterval(again);
        clearTimeout(tooLate);
        this.#answers.delete(transaction);
        resolve(message);
      });
      this.#write(packet);
    });
  }

  /** @param {Buffer} packet */
  #hear(packet) {
    const message = decode(packet);
    if (!message) return;
    this.#answers.get(message.transaction)?.(message);
    const data = message.method === METHOD.data ? dataOf(message) : undefined;
    if (data === undefined) return;
    this.received.push(data);
    for (const wake of this.#heard) wake();
    this.#heard.clear();
  }
}
