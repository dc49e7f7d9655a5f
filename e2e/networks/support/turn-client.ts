import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import {
  allocation,
  challenge,
  channel,
  dataOf,
  decode,
  encode,
  errorCode,
  METHOD,
  payload,
  peer,
  relayedPort,
  type Attributes,
  type Credentials,
  type Message,
} from './stun';

/** Retransmission, as UDP loses packets also on loopback when a server is busy (RFC 8489 6.2.1). */
const RESEND_MS = 500;
const GIVE_UP_MS = 5_000;
const FIRST_CHANNEL = 0x4000;

/** One five-tuple of a TURN client over UDP. */
export class TurnClient {
  readonly received: string[] = [];
  readonly #socket: Socket;
  readonly #server: { address: string; port: number };
  readonly #answers = new Map<string, (message: Message) => void>();
  readonly #heard = new Set<() => void>();
  #credentials: Credentials | undefined;
  #channels = FIRST_CHANNEL;

  private constructor(socket: Socket, server: { address: string; port: number }) {
    this.#socket = socket;
    this.#server = server;
    socket.on('message', (packet) => this.#hear(packet));
  }

  static async open(server: { address: string; port: number }, from = server.address) {
    const socket = createSocket(from.includes(':') ? 'udp6' : 'udp4');
    socket.bind(0, from);
    await once(socket, 'listening');
    return new TurnClient(socket, server);
  }

  /** 0 or the error code; after 0, `relayPort` is set. */
  async allocate(
    { username, password }: { username: string; password: string },
    family: 4 | 6 = 4,
  ): Promise<{ code: number; relayPort: number }> {
    const asked = await this.#transact(METHOD.allocate, allocation(family));
    this.#credentials = { username, password, ...challenge(asked) };
    const message = await this.#transact(METHOD.allocate, allocation(family));
    return { code: errorCode(message), relayPort: relayedPort(message) };
  }

  /** 0 or the error code. */
  async permit(address: Buffer): Promise<number> {
    return errorCode(await this.#transact(METHOD.createPermission, [peer(address, 9)]));
  }

  /** 0 or the error code. */
  async bind(address: Buffer, port: number): Promise<number> {
    const number = this.#channels++;
    return errorCode(
      await this.#transact(METHOD.channelBind, [channel(number), peer(address, port)]),
    );
  }

  /** Sent whether or not it is permitted; nothing answers. */
  send(address: Buffer, port: number, data: string): void {
    this.#write(encode(METHOD.send, 'indication', [peer(address, port), payload(data)]).packet);
  }

  async hears(data: string): Promise<void> {
    while (!this.received.includes(data)) {
      await new Promise<void>((resolve) => this.#heard.add(resolve));
    }
  }

  close(): void {
    this.#socket.close();
  }

  #write(packet: Buffer): void {
    this.#socket.send(packet, this.#server.port, this.#server.address);
  }

  #transact(method: number, attributes: Attributes): Promise<Message> {
    const { packet, transaction } = encode(method, 'request', attributes, this.#credentials);
    return new Promise((resolve, reject) => {
      const again = setInterval(() => this.#write(packet), RESEND_MS);
      const tooLate = setTimeout(() => {
        clearInterval(again);
        reject(new Error(`no answer to a TURN request (${method})`));
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

  #hear(packet: Buffer): void {
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
