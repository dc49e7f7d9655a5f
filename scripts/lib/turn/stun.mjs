import { createHash, createHmac, randomBytes } from 'node:crypto';

/**
 * The parts of STUN (RFC 8489) and TURN (RFC 8656) that are needed to use a relay and to send it
 * requests that it must refuse.
 */
export const METHOD = /** @type {const} */ ({
  binding: 0x001,
  allocate: 0x003,
  refresh: 0x004,
  send: 0x006,
  data: 0x007,
  createPermission: 0x008,
  channelBind: 0x009,
});
const CLASS = /** @type {const} */ ({
  request: 0x000,
  indication: 0x010,
  success: 0x100,
  error: 0x110,
});

const ATTRIBUTE = /** @type {const} */ ({
  username: 0x0006,
  integrity: 0x0008,
  error: 0x0009,
  channelNumber: 0x000c,
  lifetime: 0x000d,
  peerAddress: 0x0012,
  data: 0x0013,
  realm: 0x0014,
  nonce: 0x0015,
  relayedAddress: 0x0016,
  family: 0x0017,
  transport: 0x0019,
});

const COOKIE = 0x2112a442;
const UDP = 17;

/** @typedef {{ username: string, password: string, realm: string, nonce: string }} Credentials */
/**
 * @typedef {object} Message
 * @property {number} method
 * @property {keyof typeof CLASS} kind
 * @property {string} transaction
 * @property {Map<number, Buffer>} attributes
 */
/**
 * The value may depend on the transaction id of its message.
 * @typedef {[type: number, value: Buffer | ((transaction: Buffer) => Buffer)]} Attribute
 */

/**
 * @param {number} method
 * @param {keyof typeof CLASS} kind
 * @param {Attribute[]} attributes
 * @param {Credentials} [credentials] long-term credentials that sign the message
 * @returns {{ packet: Buffer, transaction: string }}
 */
export function encode(method, kind, attributes, credentials) {
  const transaction = randomBytes(12);
  const all = [...attributes];
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
  const type = messageType(method, CLASS[kind]);
  const id = transaction.toString('hex');
  if (!credentials) {
    return {
      packet: Buffer.concat([header(type, body.length, transaction), body]),
      transaction: id,
    };
  }
  // The length counts the integrity attribute while it is computed (RFC 8489 14.5).
  const signed = Buffer.concat([header(type, body.length + 24, transaction), body]);
  const { username, realm, password } = credentials;
  const key = createHash('md5').update(`${username}:${realm}:${password}`).digest();
  const integrity = attribute(ATTRIBUTE.integrity, createHmac('sha1', key).update(signed).digest());
  return { packet: Buffer.concat([signed, integrity]), transaction: id };
}

/**
 * @param {Buffer} packet
 * @returns {Message | null} null if it is not STUN
 */
export function decode(packet) {
  if (packet.length < 20 || packet.readUInt32BE(4) !== COOKIE) return null;
  const type = packet.readUInt16BE(0);
  const bits = type & 0x110;
  const kinds = /** @type {(keyof typeof CLASS)[]} */ (Object.keys(CLASS));
  /** @type {Map<number, Buffer>} */
  const attributes = new Map();
  for (let at = 20; at + 4 <= packet.length; ) {
    const length = packet.readUInt16BE(at + 2);
    attributes.set(packet.readUInt16BE(at), packet.subarray(at + 4, at + 4 + length));
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return {
    method: (type & 0x000f) | ((type & 0x00e0) >> 1) | ((type & 0x3e00) >> 2),
    kind: kinds.find((key) => CLASS[key] === bits) ?? 'error',
    transaction: packet.toString('hex', 8, 20),
    attributes,
  };
}

/**
 * Length of the first message in a stream (RFC 8656 12.5: channel data is padded there).
 * @param {Buffer} stream
 * @returns {number | undefined} undefined until enough bytes have arrived
 */
export function firstLength(stream) {
  if (stream.length < 4) return undefined;
  const isChannelData = ((stream[0] ?? 0) & 0xc0) === 0x40;
  const length = stream.readUInt16BE(2);
  return isChannelData ? 4 + Math.ceil(length / 4) * 4 : 20 + length;
}

/**
 * @param {4 | 6} family
 * @returns {Attribute[]}
 */
export function allocation(family) {
  /** @type {Attribute[]} */
  const attributes = [[ATTRIBUTE.transport, Buffer.from([UDP, 0, 0, 0])]];
  if (family === 6) attributes.push([ATTRIBUTE.family, Buffer.from([2, 0, 0, 0])]);
  return attributes;
}

/**
 * A peer by the bytes of its address, 4 or 16 (XOR-PEER-ADDRESS, RFC 8489 14.2).
 * @param {Buffer} address
 * @param {number} port
 * @returns {Attribute}
 */
export const peer = (address, port) => [
  ATTRIBUTE.peerAddress,
  (transaction) => {
    const head = Buffer.from([0, address.length === 4 ? 1 : 2, 0, 0]);
    head.writeUInt16BE(port ^ (COOKIE >>> 16), 2);
    return Buffer.concat([head, masked(address, transaction)]);
  },
];

/** @param {string} data @returns {Attribute} */
export const payload = (data) => [ATTRIBUTE.data, Buffer.from(data)];

/** @param {number} number @returns {Attribute} */
export const channel = (number) => {
  const value = Buffer.alloc(4);
  value.writeUInt16BE(number, 0);
  return [ATTRIBUTE.channelNumber, value];
};

/** @param {number} seconds 0 frees an allocation @returns {Attribute} */
export const lifetime = (seconds) => {
  const value = Buffer.alloc(4);
  value.writeUInt32BE(seconds, 0);
  return [ATTRIBUTE.lifetime, value];
};

/** @param {Message} message @returns {number} 0 for success */
export function errorCode({ kind, attributes }) {
  const value = attributes.get(ATTRIBUTE.error);
  if (kind !== 'error' || !value) return 0;
  return (value[2] ?? 0) * 100 + (value[3] ?? 0);
}

/** @param {Message} message @returns {{ realm: string, nonce: string }} */
export function challenge({ attributes }) {
  return {
    realm: attributes.get(ATTRIBUTE.realm)?.toString() ?? '',
    nonce: attributes.get(ATTRIBUTE.nonce)?.toString() ?? '',
  };
}

/** @param {Message} message */
export const dataOf = ({ attributes }) => attributes.get(ATTRIBUTE.data)?.toString();

/**
 * Reads the address at which peers reach an allocation.
 * @param {Message} message
 * @returns {{ address: Buffer, port: number }} 4 or 16 bytes; empty and 0 for any other message
 */
export function relayedAddress({ attributes, transaction }) {
  const value = attributes.get(ATTRIBUTE.relayedAddress);
  if (!value) return { address: Buffer.alloc(0), port: 0 };
  return {
    address: masked(value.subarray(4), Buffer.from(transaction, 'hex')),
    port: value.readUInt16BE(2) ^ (COOKIE >>> 16),
  };
}

/**
 * Makes credentials for coturn's `use-auth-secret`.
 * @param {string} secret
 * @param {string} user
 * @param {number} expiry seconds since 1970
 * @returns {{ username: string, password: string }}
 */
export function timeLimited(secret, user, expiry) {
  const username = `${expiry}:${user}`;
  return { username, password: createHmac('sha1', secret).update(username).digest('base64') };
}

/**
 * @param {Buffer} address
 * @param {Buffer} transaction
 */
function masked(address, transaction) {
  const mask = Buffer.alloc(4);
  mask.writeUInt32BE(COOKIE);
  const fullMask = Buffer.concat([mask, transaction]);
  return Buffer.from(address.map((byte, index) => byte ^ (fullMask[index] ?? 0)));
}

/**
 * @param {number} type
 * @param {number} length
 * @param {Buffer} transaction
 */
function header(type, length, transaction) {
  const buffer = Buffer.alloc(20);
  buffer.writeUInt16BE(type, 0);
  buffer.writeUInt16BE(length, 2);
  buffer.writeUInt32BE(COOKIE, 4);
  transaction.copy(buffer, 8);
  return buffer;
}

/**
 * @param {number} type
 * @param {Buffer} value
 */
function attribute(type, value) {
  const padded = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  padded.writeUInt16BE(type, 0);
  padded.writeUInt16BE(value.length, 2);
  value.copy(padded, 4);
  return padded;
}

/**
 * @param {number} method
 * @param {number} kind
 */
const messageType = (method, kind) =>
  (method & 0xf) | ((method & 0x70) << 1) | ((method & 0xf80) << 2) | kind;
