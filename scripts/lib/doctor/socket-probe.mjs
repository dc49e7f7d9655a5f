import { LIMIT_MS } from './web-client.mjs';

/** Where Socket.IO listens. EIO=4 is the version of its transport protocol since Socket.IO 3. */
const PATH = '/socket.io/?EIO=4&transport=websocket';
/** Shorter than the limit for the whole connection, so that `silent` differs from a failure. */
const GREETING_LIMIT_MS = LIMIT_MS - 2_000;

/**
 * The result of opening a WebSocket: `open` if the server's first message arrived, `silent` if it did
 * not, `refused` if the answer was an ordinary HTTP response.
 * @typedef {{ outcome: 'open' } | { outcome: 'silent' } | { outcome: 'refused', status: number, body: string }} SocketOutcome
 */

/**
 * Opens a WebSocket to Socket.IO like a page, and closes it. This needs no account.
 * @param {string} origin of the server
 * @param {string} pageOrigin value of the Origin header
 * @returns {Promise<SocketOutcome>}
 * @throws the error of the network, or ERR_MODULE_NOT_FOUND if the packages are not installed
 */
export async function probeSocket(origin, pageOrigin) {
  const { WebSocket } = await import('ws');
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(origin.replace(/^http/, 'ws') + PATH, {
      origin: pageOrigin,
      rejectUnauthorized: false,
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    const late = setTimeout(() => finish({ outcome: 'silent' }), GREETING_LIMIT_MS);
    /** @param {SocketOutcome} outcome */
    const finish = (outcome) => {
      clearTimeout(late);
      resolve(outcome);
      socket.terminate();
    };
    // Engine.IO greets with the message `0` and JSON.
    socket.once('message', (data) => {
      const greeted = Buffer.isBuffer(data) && data.toString().startsWith('0{');
      finish({ outcome: greeted ? 'open' : 'silent' });
    });
    socket.once('close', () => finish({ outcome: 'silent' }));
    socket.once('unexpected-response', (_request, response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text) => (body += text));
      response.once('end', () =>
        finish({ outcome: 'refused', status: response.statusCode ?? 0, body: body.slice(0, 500) }),
      );
    });
    socket.once('error', (error) => {
      clearTimeout(late);
      reject(error);
    });
  });
}
