import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';

/**
 * @param {number} port 0 for any
 * @param {string} [host] all addresses by default
 * @returns {Promise<number>} the port, which was free a moment ago
 * @throws the error of `listen`, such as EADDRINUSE or EACCES
 */
export async function probePort(port, host) {
  const server = createServer();
  server.listen({ port, host, exclusive: true });
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || !address) throw new Error('A TCP server has a port.');
  return address.port;
}

/**
 * @param {number} port 0 for any
 * @returns {Promise<number>} the UDP port, which was free on all addresses a moment ago
 * @throws the error of `bind`, such as EADDRINUSE
 */
export async function probeUdpPort(port) {
  const socket = createSocket('udp4');
  socket.bind({ port, exclusive: true });
  await once(socket, 'listening');
  const address = socket.address();
  socket.close();
  return address.port;
}

/** @returns {Promise<number>} a loopback port that was free a moment ago */
export const freePort = () => probePort(0, '127.0.0.1');

/**
 * @param {string} path of a Unix socket
 * @param {number} limitMs
 * @returns {Promise<void>} resolves when something accepts connections there
 * @throws after the limit
 */
export async function waitForListener(path, limitMs) {
  const endAt = performance.now() + limitMs;
  while (!(await accepts(path))) {
    if (performance.now() > endAt) throw new Error(`Nothing listens on ${path} yet.`);
    await setTimeout(50);
  }
}

/**
 * @param {string | { port: number, host: string }} where path of a Unix socket, or a TCP port
 * @returns {Promise<boolean>} whether something accepts connections there
 */
export function accepts(where) {
  return new Promise((resolve) => {
    const socket = typeof where === 'string' ? connect(where) : connect(where);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
