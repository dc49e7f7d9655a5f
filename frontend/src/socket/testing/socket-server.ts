import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HandshakeCommand } from '@parley/shared/socket-events';
import { Server, type Socket as ServerSocket } from 'socket.io';
import { afterEach, beforeEach, vi } from 'vitest';
import type { ChannelState } from '../../call/signaling-channel';
import { SocketClient, type SocketTokens } from '../socket-client';

/** A session that a test makes up: its token, and those that replace it, in order. */
export class FakeTokens implements SocketTokens {
  listener: (token: string | null) => void = () => {};
  replacements: (string | null)[] = [];
  constructor(public current: string | null = 'first') {}
  getFreshAccessToken = async () => this.current;
  replaceAccessToken = vi.fn(async (_refused: string) => {
    this.current = this.replacements.shift() ?? null;
    return this.current;
  });
  onTokenChange(listener: (token: string | null) => void) {
    this.listener = listener;
    return () => {};
  }
}

/** A real server that clients connect to. */
export interface SocketServer {
  readonly io: Server;
  /** The code with which a token is refused; null (as for every token at first): it is taken. */
  accept: (token: unknown) => string | null;
  /** Every token that was shown, in order. */
  readonly shownTokens: unknown[];
  readonly nextConnection: () => Promise<ServerSocket>;
  /** A client that is not open yet; `ackTimeout` in milliseconds. */
  readonly createClient: (
    tokens?: SocketTokens,
    ackTimeout?: number,
    handshakeCommand?: () => HandshakeCommand | null,
  ) => CreatedClient;
  /** Creates a client like `createClient`, opens it, and resolves when it is connected. */
  readonly connect: (
    ...options: Parameters<SocketServer['createClient']>
  ) => Promise<CreatedClient & { socket: ServerSocket }>;
}

interface CreatedClient {
  client: SocketClient;
  onSignedOut: () => void;
}

/** For a test file: each test gets a server of its own on a free port; its clients end with it. */
export function useSocketServer(): SocketServer {
  const opened: SocketClient[] = [];
  let io: Server;
  let url: string;
  let shownTokens: unknown[];
  const server: SocketServer = {
    get io() {
      return io;
    },
    accept: () => null,
    get shownTokens() {
      return shownTokens;
    },
    nextConnection: () =>
      new Promise((resolve) => {
        io.once('connection', resolve);
      }),
    createClient: (
      tokens = new FakeTokens(),
      ackTimeout = 2_000,
      handshakeCommand = () => null,
    ) => {
      const onSignedOut = vi.fn<() => void>();
      const client = new SocketClient({
        url,
        tokens,
        onSignedOut,
        handshakeCommand,
        ackTimeout,
        retryDelay: () => 10,
      });
      opened.push(client);
      return { client, onSignedOut };
    },
    connect: async (...options) => {
      const connection = server.nextConnection();
      const created = server.createClient(...options);
      created.client.open();
      const socket = await connection;
      await reaches(created.client, 'connected');
      return { ...created, socket };
    },
  };
  beforeEach(async () => {
    const http = createServer();
    io = new Server(http, { transports: ['websocket'] });
    shownTokens = [];
    server.accept = () => null;
    io.use((socket, next) => {
      const { token } = socket.handshake.auth;
      shownTokens.push(token);
      const code = server.accept(token);
      if (code === null) next();
      else next(Object.assign(new Error('refused'), { data: { code, message: 'refused' } }));
    });
    await new Promise<void>((resolve) => {
      http.listen(0, '127.0.0.1', resolve);
    });
    url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    for (const client of opened.splice(0)) client.close();
    await io.close();
  });
  return server;
}

/** Resolves once the client is in this state. */
export function reaches(client: SocketClient, state: ChannelState): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (client.state.get() !== state) return;
      stop();
      resolve();
    };
    const stop = client.state.subscribe(look);
    look();
  });
}
