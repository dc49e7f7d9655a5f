import type { DisconnectReason } from 'socket.io';
import type { ParleyServer, ParleySocket } from './parley-socket';

/**
 * Why a socket ended:
 * - `left`: the server ended it on purpose, because the user signed out or was cut off;
 * - `closed`: the browser closed it without a command, because its tab was closed, or a proxy
 *   between client and server restarted;
 * - `lost`: the network failed, or the client gave up a connection that no longer answered.
 */
export type DisconnectCause = 'left' | 'closed' | 'lost';

/** The part of a socket's WebSocket that is used here, and what is noted on it. */
interface RawWebSocket {
  prependListener(event: 'close', listener: (this: RawWebSocket, code: number) => void): unknown;
  closeCode?: number;
}

/**
 * A closing frame without a code (RFC 6455, 7.4.1). Only scripts close like this, and our client does
 * so when an ack or a pong is overdue. For a closed tab browsers send 1001 or nothing at all.
 */
const CLOSED_BY_SCRIPT = 1005;

/** Makes every WebSocket remember its close code, which Engine.IO does not pass on. */
export function noteCloseCodes(io: ParleyServer): void {
  io.engine.on('connection', (connection: ParleySocket['conn']) =>
    rawWebSocketOf(connection).prependListener('close', noteCode),
  );
}

/**
 * Derives the cause from Socket.IO's reason. Leaving has a command and a request of its own, so
 * the end of a connection never means that a participant left on purpose.
 *
 * @param isOurs whether the server ended the connection through no fault of the client
 */
export function disconnectCauseOf(
  socket: ParleySocket,
  reason: DisconnectReason,
  isOurs: boolean,
): DisconnectCause {
  if (reason === 'server namespace disconnect') return 'left';
  if (reason !== 'transport close' || isOurs) return 'lost';
  return rawWebSocketOf(socket.conn).closeCode === CLOSED_BY_SCRIPT ? 'lost' : 'closed';
}

/** Engine.IO's types hide the WebSocket of a transport. */
const rawWebSocketOf = ({ transport }: ParleySocket['conn']): RawWebSocket =>
  (transport as unknown as { socket: RawWebSocket }).socket;

/** Shared by all sockets to save memory. It runs before Engine.IO handles the close. */
function noteCode(this: RawWebSocket, code: number): void {
  this.closeCode = code;
}
