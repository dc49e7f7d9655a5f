import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** One frame of RFC 6455 (section 5.2), also one that the RFC forbids. */
export interface RawFrame {
  /** 1 text, 2 binary, 0 continuation, 8 close, 9 ping, 10 pong; others are reserved. */
  readonly opcode: number;
  /** A text is sent as UTF-8. */
  readonly payload: string | Uint8Array;
  readonly isFinal: boolean;
  /** The three reserved bits; only extensions may set them. */
  readonly reserved: number;
  /** A server must refuse frames of a client that are not masked. */
  readonly isMasked: boolean;
  /** The length that the header claims, if it is not the real one. */
  readonly claimedLength?: number | undefined;
}

/** A frame as a browser would send it. */
export const plainFrame = (content: string | Uint8Array): RawFrame => ({
  opcode: typeof content === 'string' ? 1 : 2,
  payload: content,
  isFinal: true,
  reserved: 0,
  isMasked: true,
});

const TEXT = 1;
const CLOSE = 8;
const PATIENCE_MS = 20_000;

/** A WebSocket client that sends any bytes. It reads only what servers send: whole text frames. */
export class RawWebSocket {
  #inbound = Buffer.alloc(0);
  #isUpgraded = false;
  #isClosed = false;
  readonly #messages: string[] = [];
  #wake: () => void = () => undefined;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk) => this.#read(chunk));
    // A server may reset a connection that breaks the protocol.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#isClosed = true;
      this.#wake();
    });
  }

  /** Opens a WebSocket to Socket.IO, without a CONNECT packet. */
  static async open(url: string): Promise<RawWebSocket> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.setNoDelay(true);
    const made = new RawWebSocket(socket);
    socket.write(
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n' +
        `Host: ${hostname}:${port}\r\n` +
        'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
    );
    // The handshake of Engine.IO.
    await made.until((message) => message.startsWith('0'));
    return made;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  send(frame: RawFrame): void {
    if (!this.#isClosed) this.socket.write(encode(frame));
  }

  /**
   * Waits for a text message that fits and drops the others.
   * @returns null if the server closes the connection first
   * @throws {Error} if neither happens
   */
  async until(fits: (message: string) => boolean): Promise<string | null> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      for (let next = this.#messages.shift(); next !== undefined; next = this.#messages.shift()) {
        if (fits(next)) return next;
      }
      if (this.#isClosed) return null;
      if (performance.now() > deadline) throw new Error('the server neither answers nor closes');
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, PATIENCE_MS);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  close(): void {
    this.socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#inbound = Buffer.concat([this.#inbound, chunk]);
    if (!this.#isUpgraded) {
      const end = this.#inbound.indexOf('\r\n\r\n');
      if (end < 0) return;
      this.#isUpgraded = true;
      this.#inbound = this.#inbound.subarray(end + 4);
    }
    for (let frame = decode(this.#inbound); frame !== null; frame = decode(this.#inbound)) {
      this.#inbound = this.#inbound.subarray(frame.size);
      if (frame.opcode === TEXT) this.#messages.push(frame.payload.toString());
      // The answer to a closing frame is to close the connection; the server waits for that.
      if (frame.opcode === CLOSE) this.socket.destroy();
    }
    this.#wake();
  }
}

/** Reads the first frame, as a server sends it: not masked. @returns null if it is not complete */
function decode(bytes: Buffer): { opcode: number; payload: Buffer; size: number } | null {
  if (bytes.length < 2) return null;
  const short = bytes.readUInt8(1) & 0x7f;
  const start = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (bytes.length < start) return null;
  let length = short;
  if (short === 126) length = bytes.readUInt16BE(2);
  if (short === 127) length = Number(bytes.readBigUInt64BE(2));
  const size = start + length;
  if (bytes.length < size) return null;
  return { opcode: bytes.readUInt8(0) & 0x0f, payload: bytes.subarray(start, size), size };
}

function encode({ opcode, payload, isFinal, reserved, isMasked, claimedLength }: RawFrame): Buffer {
  const bytes = Buffer.from(payload);
  const length = claimedLength ?? bytes.length;
  const first = (isFinal ? 0x80 : 0) | (reserved << 4) | opcode;
  const maskBit = isMasked ? 0x80 : 0;
  const head = [first];
  if (length < 126) head.push(maskBit | length);
  else if (length < 65_536) head.push(maskBit | 126, length >> 8, length & 0xff);
  else {
    const long = Buffer.alloc(8);
    long.writeBigUInt64BE(BigInt(length));
    head.push(maskBit | 127, ...long);
  }
  if (!isMasked) return Buffer.concat([Buffer.from(head), bytes]);
  const mask = randomBytes(4);
  for (let index = 0; index < bytes.length; index += 1) {
    bytes[index] = (bytes[index] ?? 0) ^ (mask[index % 4] ?? 0);
  }
  return Buffer.concat([Buffer.from(head), mask, bytes]);
}
