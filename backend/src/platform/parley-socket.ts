import type { RateClass } from '@parley/shared/socket-contract';
import type { ServerToClientEvents } from '@parley/shared/socket-events';
import type { DefaultEventsMap, Server, Socket } from 'socket.io';
import type { Identity } from './http';

/** The state of a socket. It stays small, because there may be many sockets. */
export interface SocketState {
  identity: Identity;
  /** Address of the client behind the trusted proxies. */
  address: string;
  /** When the token bucket of each rate class will be full; absent before its first command. */
  fullAt: Partial<Record<RateClass, number>>;
}

export type ParleySocket = Socket<
  DefaultEventsMap,
  ServerToClientEvents,
  DefaultEventsMap,
  SocketState
>;

export type ParleyServer = Server<
  DefaultEventsMap,
  ServerToClientEvents,
  DefaultEventsMap,
  SocketState
>;
