import { createHash, createHmac, randomBytes } from 'node:crypto';

/** Just enough of STUN (RFC 8489) and TURN (RFC 8656) to ask a server for what it must refuse. */
export const METHOD = {
  allocate: 0x003,
  send: 0x006,
  data: 0x007,
  createPermission: 0x008,
  channelBind: 0x009,
} as const;
const CLASS = { request: 0x000, indication: 0x010, success: 0x100, error: 0x110 } as const;

const ATTRIBUTE = {
  username: 0x0006,
  integrity: 0x0008,
  error: 0x0009,
  channelNumber: 0x000c,
  peerAddress: 0x0012,
  data: 0x0013,
  realm: 0x0014,
  nonce: 0x0015,
  relayedAddress: 0x0016,
  family: 0x0017,
  transport: 0x0019,
} as const;

const COOKIE = 0x2112a442;
const UDP = 17;

export interface Credentials {
  username: string;
  password: string;
  realm: string;
  nonce: string;
}

export interface Message {
  method: number;
  kind: keyof typeof CLASS;
  transaction: string;
  attributes: Map<number, Buffer>;
}

/** A value may depend on the transaction that it goes with. */
export type Attribute = [type: number, value: Buffer | ((transaction: Buffer) => Buffer)];
export type Attributes = Attribute[];

export function encode(
  method: number,
  kind: keyof typeof CLASS,
  attributes: Attributes,
  credentials?: Credentials,
): { packet: Buffer; transaction: string } {
  const transaction = randomBytes(12);
  const all: Attributes = [...attributes];
  if (credentials) {
    all.push([ATTRIBUTE.username, Buffer.from(credentials.username)]);
    all.push([ATTRIBUTE.realm, Buffer.from(credentials.realm)]);
    all.push([ATTRIBUTE.nonce, Buffer.from(credentials.nonce)]);
  }
  const body = Buffer.concat(
    all.map(([type, value]) =>
      attribute(type, typeof value === 'function' ? value(transaction) : value),
    ),
  );
  const header = (length: number): Buffer => {
    const buffer = Buffer.alloc(20);
    buffer.writeUInt16BE(messageType(method, CLASS[kind]), 0);
    buffer.writeUInt16BE(length, 2);
    buffer.writeUInt32BE(COOKIE, 4);
    transaction.copy(buffer, 8);
    return buffer;
  };
  const id = transaction.toString('hex');
  if (!credentials) return { packet: Buffer.concat([header(body.length), body]), transaction: id };
  // The length counts the integrity attribute while it is computed (RFC 8489 14.5).
  const signed = Buffer.concat([header(body.length + 24), body]);
  const { username, realm, password } = credentials;
  const key = createHash('md5').update(`${username}:${realm}:${password}`).digest();
  const integrity = attribute(ATTRIBUTE.integrity, createHmac('sha1', key).update(signed).digest());
  return { packet: Buffer.concat([signed, integrity]), transaction: id };
}

export function decode(packet: Buffer): Message | null {
  if (packet.length < 20 || packet.readUInt32BE(4) !== COOKIE) return null;
  const type = packet.readUInt16BE(0);
  const bits = type & 0x110;
  const kind = (Object.keys(CLASS) as (keyof typeof CLASS)[]).find((key) => CLASS[key] === bits);
  const attributes = new Map<number, Buffer>();
  for (let at = 20; at + 4 <= packet.length; ) {
    const length = packet.readUInt16BE(at + 2);
    attributes.set(packet.readUInt16BE(at), packet.subarray(at + 4, at + 4 + length));
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return {
    method: (type & 0x000f) | ((type & 0x00e0) >> 1) | ((type & 0x3e00) >> 2),
    kind: kind ?? 'error',
    transaction: packet.toString('hex', 8, 20),
    attributes,
  };
}

export const allocation = (family: 4 | 6): Attributes => [
  [ATTRIBUTE.transport, Buffer.from([UDP, 0, 0, 0])],
  ...(family === 6 ? ([[ATTRIBUTE.family, Buffer.from([2, 0, 0, 0])]] as Attributes) : []),
];

/** A peer by the bytes of its address, 4 or 16 (XOR-PEER-ADDRESS, RFC 8489 14.2). */
export const peer = (address: Buffer, port: number): Attribute => [
  ATTRIBUTE.peerAddress,
  (transaction) => {
    const head = Buffer.from([0, address.length === 4 ? 1 : 2, 0, 0]);
    head.writeUInt16BE(port ^ (COOKIE >>> 16), 2);
    const mask = Buffer.concat([cookie(), transaction]);
    return Buffer.concat([head, address.map((byte, index) => byte ^ (mask[index] ?? 0))]);
  },
];

export const payload = (data: string): Attribute => [ATTRIBUTE.data, Buffer.from(data)];

export const channel = (number: number): Attribute => {
  const value = Buffer.alloc(4);
  value.writeUInt16BE(number, 0);
  return [ATTRIBUTE.channelNumber, value];
};

/** 0 for success. */
export function errorCode({ kind, attributes }: Message): number {
  const value = attributes.get(ATTRIBUTE.error);
  if (kind !== 'error' || !value) return 0;
  return (value[2] ?? 0) * 100 + (value[3] ?? 0);
}

export function challenge({ attributes }: Message): { realm: string; nonce: string } {
  return {
    realm: attributes.get(ATTRIBUTE.realm)?.toString() ?? '',
    nonce: attributes.get(ATTRIBUTE.nonce)?.toString() ?? '',
  };
}

export const dataOf = ({ attributes }: Message): string | undefined =>
  attributes.get(ATTRIBUTE.data)?.toString();

/** Port of the relayed address of an allocation. */
export function relayedPort({ attributes }: Message): number {
  const value = attributes.get(ATTRIBUTE.relayedAddress);
  return value ? value.readUInt16BE(2) ^ (COOKIE >>> 16) : 0;
}

/** Credentials as coturn's `use-auth-secret` checks them; `expiry` in seconds since 1970. */
export function timeLimited(secret: string, user: string, expiry: number) {
  const username = `${expiry}:${user}`;
  return { username, password: createHmac('sha1', secret).update(username).digest('base64') };
}

function attribute(type: number, value: Buffer): Buffer {
  const padded = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  padded.writeUInt16BE(type, 0);
  padded.writeUInt16BE(value.length, 2);
  value.copy(padded, 4);
  return padded;
}

function cookie(): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(COOKIE);
  return buffer;
}

const messageType = (method: number, kind: number): number =>
  (method & 0xf) | ((method & 0x70) << 1) | ((method & 0xf80) << 2) | kind;
