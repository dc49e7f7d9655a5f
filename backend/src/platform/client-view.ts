import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import proxyAddress from 'proxy-addr';

/** Which hops are believed, counted from the server (`trust proxy fn` of Express). */
export type TrustProxy = (address: string, hop: number) => boolean;

/** What a request says of the client behind the trusted proxies; requests and handshakes alike. */
export interface ClientView {
  /** An IP address without port; that of the connection where the proxies name none. */
  addressOf(request: IncomingMessage): string;
  /** Whether the client itself speaks HTTPS or WSS. */
  isSecure(request: IncomingMessage): boolean;
}

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
      // Some proxies call the scheme of a WebSocket `wss`.
      return /^(https|wss)$/.test(named.split(',')[0]?.trim().toLowerCase() ?? '');
    },
  };
}

/** `192.0.2.7`, `192.0.2.7:4711`, `2001:db8::1` or `[2001:db8::1]:4711` without the port. */
function ipIn(text: string): string | undefined {
  const bare = /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  return isIP(bare) === 0 ? undefined : bare;
}
