import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import proxyAddress from 'proxy-addr';

/** Whether a proxy is trusted; hops count from the server (`trust proxy fn` of Express). */
export type TrustProxy = (address: string, hop: number) => boolean;

/** Reads the client's address and scheme behind the trusted proxies, of requests and handshakes. */
export interface ClientView {
  /** Returns an IP address without a port; that of the connection if the proxies name none. */
  addressOf(request: IncomingMessage): string;
  /** Whether the client uses HTTPS or WSS. */
  isSecure(request: IncomingMessage): boolean;
}

/** Creates the view of clients by the proxies that are trusted. */
export function createClientView(trust: TrustProxy): ClientView {
  return {
    addressOf(request) {
      const own = request.socket.remoteAddress ?? '';
      return ipIn(proxyAddress(request, trust)) ?? own;
    },
    isSecure(request) {
      const { remoteAddress = '', encrypted } = request.socket as Partial<TLSSocket>;
      const named = trust(remoteAddress, 0) ? request.headers['x-forwarded-proto'] : undefined;
      if (typeof named !== 'string') return encrypted === true;
      // Some proxies name the scheme of a WebSocket `wss`.
      return /^(https|wss)$/.test(named.split(',')[0]?.trim().toLowerCase() ?? '');
    },
  };
}

/** Removes the port from `192.0.2.7:4711` or `[2001:db8::1]:4711`. */
function ipIn(text: string): string | undefined {
  const bare = /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  return isIP(bare) === 0 ? undefined : bare;
}
