import type { DisconnectReason } from 'socket.io';
import type { ParleyServer, ParleySocket } from './socket';

/**
 * How a socket ended: `left`, put out by the server (signed out, cut off); `closed` by the browser
 * without a word, since its tab is gone (or a proxy on the way starts afresh); `lost`, as when a
 * network fails, or when the page itself gave up a connection that no longer answered.
 */
export type DisconnectCause = 'left' | 'closed' | 'lost';

/** What is used here of the WebSocket below a socket, and what is noted of it. */
interface RawWebSocket {
  prependListener(event: 'close', listener: (this: RawWebSocket, code: number) => void): unknown;
  closedWith?: number;
}

/**
 * A closing frame without a code (RFC 6455, 7.4.1). Only a script closes so, and the page's own does
 * when an answer or a ping is overdue; for a tab that is gone browsers say 1001, or nothing at all.
 */
const CLOSED_BY_SCRIPT = 1005;

/** Has every WebSocket remember the code with which it was closed; Engine.IO does not pass it on. */
export function noteCloseCodes(io: ParleyServer): void {
  io.engine.on('connection', (connection: ParleySocket['conn']) =>
    belowOf(connection).prependListener('close', noteCode),
  );
}

/**
 * By the reasons of Socket.IO. Taking leave has a command and a request of its own, so that no end
 * of a connection is mistaken for it.
 *
 * @param isOurs whether the connection was ended here, for no fault of whoever had it
 */
export function disconnectCauseOf(
  socket: ParleySocket,
  reason: DisconnectReason,
  isOurs: boolean,
): DisconnectCause {
  if (reason === 'server namespace disconnect') return 'left';
  if (reason !== 'transport close' || isOurs) return 'lost';
  return belowOf(socket.conn).closedWith === CLOSED_BY_SCRIPT ? 'lost' : 'closed';
}

/** Engine.IO's types hide the WebSocket of a transport. */
const belowOf = ({ transport }: ParleySocket['conn']): RawWebSocket =>
  (transport as unknown as { socket: RawWebSocket }).socket;

/** One function for all, so that it costs no closure; runs before Engine.IO hears of the end. */
function noteCode(this: RawWebSocket, code: number): void {
  this.closedWith = code;
}
