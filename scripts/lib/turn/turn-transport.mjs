import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { certificateProblems } from '../certificate-problems.mjs';
import { firstLength } from './stun.mjs';

/**
 * @typedef {object} TurnServer
 * @property {string} address
 * @property {number} port
 * @property {'udp' | 'tcp' | 'tls'} [transport] between client and server; `udp` by default
 * @property {string} [name] that its certificate must contain; the address by default
 */
/**
 * @typedef {object} Transport
 * @property {boolean} isReliable whether retransmissions are unnecessary
 * @property {string[]} certificateProblems reasons for which a browser would reject the certificate
 * @property {(packet: Buffer) => void} send
 * @property {() => void} close
 */

const OPEN_LIMIT_MS = 10_000;

/**
 * Opens a connection to a STUN or TURN server.
 * @param {TurnServer} server
 * @param {(packet: Buffer) => void} onPacket receives one message at a time
 * @param {string} [from] address of this machine to send from
 * @returns {Promise<Transport>}
 * @throws if nothing accepts connections there; over UDP this shows only as missing answers
 */
export function openTransport(server, onPacket, from) {
  return (server.transport ?? 'udp') === 'udp'
    ? openUdp(server, onPacket, from)
    : openStream(server, onPacket, from);
}

/** @type {typeof openTransport} */
async function openUdp({ address, port }, onPacket, from) {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  socket.on('message', onPacket);
  socket.bind(0, from);
  await once(socket, 'listening');
  // A refused datagram counts as lost; the caller stops waiting for its answer after a limit.
  socket.on('error', () => {});
  return {
    isReliable: false,
    certificateProblems: [],
    send: (packet) => socket.send(packet, port, address, () => {}),
    close: () => socket.close(),
  };
}

/** @type {typeof openTransport} */
async function openStream({ address, port, transport, name = address }, onPacket, from) {
  const where = { host: address, port, localAddress: from };
  // The certificate is checked afterwards, because verification would report only one fault.
  const secure = {
    ...where,
    rejectUnauthorized: false,
    ...(isIP(name) === 0 && { servername: name }),
  };
  const socket = transport === 'tls' ? connectTls(secure) : connectTcp(where);
  const isOpen = transport === 'tls' ? 'secureConnect' : 'connect';
  await once(socket, isOpen, { signal: AbortSignal.timeout(OPEN_LIMIT_MS) }).catch((error) => {
    socket.destroy();
    throw error;
  });
  socket.on('error', () => {});
  let received = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    for (;;) {
      const length = firstLength(received);
      if (length === undefined || received.length < length) return;
      onPacket(received.subarray(0, length));
      received = received.subarray(length);
    }
  });
  return {
    isReliable: true,
    certificateProblems: 'getPeerCertificate' in socket ? certificateProblems(socket, name) : [],
    send: (packet) => void socket.write(packet),
    close: () => void socket.end(),
  };
}
