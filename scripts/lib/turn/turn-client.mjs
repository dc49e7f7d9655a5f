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

/** Retransmission (RFC 8489 6.2.1): UDP can lose packets even on loopback. */
const RESEND_MS = 500;
const GIVE_UP_MS = 10_000;
const FIRST_CHANNEL = 0x4000;

/** The server did not answer within ten seconds. */
export class NoAnswer extends Error {}

/** One five-tuple of a TURN client over UDP, TCP or TLS. */
export class TurnClient {
  /** @type {string[]} */
  received = [];
  /** Reasons for which a browser would reject the server's certificate. @type {string[]} */
  certificateProblems = [];
  /** @type {import('./turn-transport.mjs').Transport | undefined} */
  #transport;
  /** @type {Map<string, (message: import('./stun.mjs').Message) => void>} */
  #answers = new Map();
  /** @type {Set<() => void>} */
  #waiting = new Set();
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
    client.#transport = await openTransport(server, (packet) => client.#receive(packet), from);
    client.certificateProblems = client.#transport.certificateProblems;
    return client;
  }

  /** @returns {Promise<void>} resolves when the server has answered a STUN binding request */
  async ping() {
    await this.#transact(METHOD.binding, []);
  }

  /**
   * @param {{ username: string, password: string }} credentials
   * @param {4 | 6} [family]
   * @returns {Promise<{ code: number, relayAddress: Buffer, relayPort: number }>} `code` is 0 or
   *   the error code; with 0, the address is the one at which peers reach this client
   */
  async allocate({ username, password }, family = 4) {
    this.#credentials = undefined;
    const challenged = await this.#transact(METHOD.allocate, allocation(family));
    this.#credentials = { username, password, ...challenge(challenged) };
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
   * Sends data to a peer, with or without a permission. There is no answer.
   * @param {Buffer} address
   * @param {number} port
   * @param {string} data
   */
  send(address, port, data) {
    this.#write(encode(METHOD.send, 'indication', [peer(address, port), payload(data)]).packet);
  }

  /** @param {string} data @returns {Promise<void>} resolves when this data has arrived */
  async receives(data) {
    while (!this.received.includes(data)) {
      await new Promise((/** @type {(value: void) => void} */ resolve) =>
        this.#waiting.add(resolve),
      );
    }
  }

  /** Frees the allocation at once; otherwise it counts against a quota for minutes. */
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
  #receive(packet) {
    const message = decode(packet);
    if (!message) return;
    this.#answers.get(message.transaction)?.(message);
    const data = message.method === METHOD.data ? dataOf(message) : undefined;
    if (data === undefined) return;
    this.received.push(data);
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}
