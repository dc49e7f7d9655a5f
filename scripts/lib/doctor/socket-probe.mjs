import { createHash, randomBytes } from 'node:crypto';
import { LIMIT_MS, start } from './web-client.mjs';

/** Where Socket.IO listens; EIO=4 is its protocol since version 3. */
const PATH = '/socket.io/?EIO=4&transport=websocket';
/** RFC 6455 1.3. */
const HANDSHAKE_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const TEXT = 0x81;
/** A close frame without a reason, masked with zeros as a client must mask. */
const CLOSE = Buffer.from([0x88, 0x80, 0, 0, 0, 0]);

/**
 * How far a WebSocket came: opened, and the first message of Engine.IO with it (`open`); opened, and
 * nothing more (`silent`); or an ordinary answer of HTTP (`refused`).
 * @typedef {{ outcome: 'open' } | { outcome: 'silent' } | { outcome: 'refused', status: number, body: string }} SocketOutcome
 */

/**
 * Opens a WebSocket to Socket.IO as a page would, and closes it. No account is needed for that much.
 * @param {string} origin of the server
 * @param {string} pageOrigin that the page pretends to have
 * @returns {Promise<SocketOutcome>}
 * @throws the error of the network
 */
export function probeSocket(origin, pageOrigin) {
  const key = randomBytes(16).toString('base64');
  const headers = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': key,
    Origin: pageOrigin,
  };
  return new Promise((resolve, reject) => {
    const request = start(origin + PATH, { headers });
    request.once('error', reject);
    request.once('response', (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text) => (body += text));
      response.once('error', reject);
      response.once('end', () =>
        resolve({ outcome: 'refused', status: response.statusCode ?? 0, body: body.slice(0, 500) }),
      );
    });
    request.once('upgrade', (response, socket, head) => {
      const expected = createHash('sha1')
        .update(key + HANDSHAKE_GUID)
        .digest('base64');
      if (response.headers['sec-websocket-accept'] !== expected) {
        socket.destroy();
        resolve({ outcome: 'refused', status: 101, body: 'not a WebSocket' });
        return;
      }
      readGreeting(socket, head).then((greeted) => {
        resolve(greeted ? { outcome: 'open' } : { outcome: 'silent' });
        socket.end(CLOSE);
        // Who does not answer a close frame is not waited for.
        setTimeout(() => socket.destroy(), 500).unref();
      }, reject);
    });
    request.end();
  });
}

/**
 * @param {import('node:stream').Duplex} socket
 * @param {Buffer} head what came with the answer
 * @returns {Promise<boolean>} whether the first frame is Engine.IO's `open` (a `0` and JSON)
 */
function readGreeting(socket, head) {
  return new Promise((resolve) => {
    let received = head;
    const late = setTimeout(() => resolve(false), LIMIT_MS - 2_000);
    const end = (/** @type {boolean} */ greeted) => {
      clearTimeout(late);
      resolve(greeted);
    };
    const look = () => {
      const text = firstText(received);
      if (text !== undefined) end(text.startsWith('0{'));
    };
    socket.on('error', () => end(false)).on('close', () => end(false));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      look();
    });
    look();
  });
}

/**
 * The first frame, if it is text and whole (RFC 6455 5.2; servers do not mask).
 * @param {Buffer} bytes
 * @returns {string | undefined} empty where it is something else
 */
export function firstText(bytes) {
  if (bytes.length < 2) return undefined;
  if (bytes[0] !== TEXT) return '';
  const short = bytes[1] ?? 0;
  if (short > 126) return '';
  if (short === 126 && bytes.length < 4) return undefined;
  const [from, length] = short === 126 ? [4, bytes.readUInt16BE(2)] : [2, short];
  return bytes.length < from + length ? undefined : bytes.toString('utf8', from, from + length);
}
