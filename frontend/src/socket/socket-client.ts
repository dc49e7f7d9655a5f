import type { ApiError } from '@parley/shared/errors';
import type { Result } from '@parley/shared/result';
import type {
  ClientToServerEvents,
  CommandData,
  CommandInput,
  CommandName,
  EventName,
  EventPayload,
  HandshakeCommand,
  HandshakeAuth,
  ServerToClientEvents,
} from '@parley/shared/socket-events';
import { io, type Socket } from 'socket.io-client';
import type { ChannelState, SignalingChannel } from '../call/signaling-channel';
import { reconnectDelay } from '../core/backoff';
import { createLog } from '../core/log';
import { createValue, type ReadonlyValue } from '../core/value';
import type { AccessTokenSource } from '../lib/api-client';
import { ApiClientError } from '../lib/api-client-error';
import { SentHandshakeCommand } from './sent-handshake-command';
import { serverClock } from '../lib/server-clock';

const log = createLog('socket');

/** A source of access tokens that reports changes. */
export interface SocketTokens extends AccessTokenSource {
  /** Calls `listener` with each new token; null: signed out. Returns a function that stops that. */
  onTokenChange(listener: (token: string | null) => void): () => void;
}

export interface SocketClientOptions {
  /** The origin of the page by default. */
  readonly url?: string;
  readonly tokens: SocketTokens;
  /** Called after the socket closed because the server accepts no token of this session. */
  readonly onSignedOut: () => void;
  /** The command that the client will request once connected; it travels with the handshake. */
  readonly handshakeCommand?: () => HandshakeCommand | null;
  /** Milliseconds until a command times out. */
  readonly ackTimeout?: number;
  /** Milliseconds before attempt 1, 2, 3, … after a disconnect. */
  readonly retryDelay?: (attempt: number) => number;
}

const ACK_TIMEOUT_MS = 5_000;
const CONNECT_TIMEOUT_MS = 8_000;
const TOKEN_REFUSALS = ['TOKEN_EXPIRED', 'UNAUTHENTICATED'];

/**
 * The socket of a client: commands with acks, events, and a connection that reconnects by itself.
 * It queues nothing while disconnected; the caller decides what to repeat.
 */
export class SocketClient implements SignalingChannel {
  readonly #options: SocketClientOptions;
  readonly #socket: Socket<ServerToClientEvents, ClientToServerEvents>;
  readonly #state = createValue<ChannelState>('disconnected');
  readonly #stopTokenChanges: () => void;
  #wanted = false;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The token that was last sent to the server. */
  #token: string | null = null;
  /** The newest token; it may have arrived during a handshake with an older one. */
  #newest: string | null = null;
  /** Whether the token was replaced since the server last accepted one. */
  #hasReplacedToken = false;
  /** Counts handshakes, so that a late token does not go to a newer handshake. */
  #handshakes = 0;
  #handshakeCommand: SentHandshakeCommand | null = null;
  #handshakeSentAt = 0;
  #handshakeAckTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SocketClientOptions) {
    this.#options = options;
    this.#socket = io(options.url ?? window.location.origin, {
      autoConnect: false,
      forceNew: true,
      // We reconnect ourselves, so that `online` and a new token can end a delay early.
      reconnection: false,
      transports: ['websocket'],
      timeout: CONNECT_TIMEOUT_MS,
      auth: (send) => void this.#authenticate(send),
    });
    this.#socket.on('connect', () => this.#connected());
    this.#socket.on('disconnect', (reason) => this.#disconnected(reason));
    this.#socket.on('connect_error', (error) => void this.#refused(error));
    this.#socket.on('handshake:ack', (result) => {
      if (result.ok) noteServerTime(result.data, this.#handshakeSentAt);
      this.#handshakeCommand?.settle(result);
    });
    this.#socket.on('session:ended', () => {
      if (this.#wanted) void this.#replaceToken();
    });
    this.#stopTokenChanges = options.tokens.onTokenChange((token) => this.#tokenChanged(token));
  }

  get state(): ReadonlyValue<ChannelState> {
    return this.#state;
  }

  /** Connects and reconnects until `suspend` or `close`. */
  open(): void {
    if (this.#wanted || this.#state.get() === 'closed') return;
    this.#wanted = true;
    this.#connect();
  }

  /** Skips the delay before the next attempt, for example when the network has returned. */
  hurry(): void {
    if (!this.#wanted || this.#state.get() !== 'disconnected') return;
    this.#attempt = 0;
    this.#connect();
  }

  /**
   * Replaces a connection that no longer answers, without waiting for its timeout. It sends no
   * disconnect packet: it might arrive after all, and the server would treat it as leaving.
   */
  reconnect(): void {
    if (!this.#wanted || this.#state.get() !== 'connected') return;
    this.#state.set('disconnected');
    this.#socket.once('disconnect', () => this.hurry());
    this.#socket.io.engine.close();
  }

  /** Disconnects until `open`; sends `lastCommand` before that and does not wait for its ack. */
  suspend(lastCommand?: 'meeting:leave'): void {
    if (lastCommand !== undefined && this.#socket.connected) {
      this.#socket.emit(lastCommand, {}, () => {});
    }
    this.#wanted = false;
    clearTimeout(this.#timer);
    this.#socket.disconnect();
    if (this.#state.get() !== 'closed') this.#state.set('disconnected');
  }

  /** Disconnects for good. Idempotent. */
  close(): void {
    this.#stopTokenChanges();
    this.suspend();
    this.#state.set('closed');
  }

  request<C extends CommandName>(command: C, payload: CommandInput<C>): Promise<CommandData<C>> {
    if (!this.#socket.connected) {
      return Promise.reject(
        new ApiClientError({ code: 'NETWORK', message: 'Not connected to the server' }),
      );
    }
    const ack = this.#handshakeCommand?.take(command, payload);
    if (ack) return ack;
    const sentAt = serverClock.elapsed();
    return new Promise((resolve, reject) => {
      const settle = (failure: Error | null, result: Result<CommandData<C>>): void => {
        if (failure !== null) reject(this.#noAckError());
        else if (result.ok) {
          noteServerTime(result.data, sentAt);
          resolve(result.data);
        } else reject(new ApiClientError(result.error));
      };
      const timeout = this.#options.ackTimeout ?? ACK_TIMEOUT_MS;
      const socket = this.#socket.timeout(timeout) as unknown as UntypedSocket<typeof settle>;
      socket.emit(command, payload, settle);
    });
  }

  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void {
    const socket = this.#socket as unknown as UntypedSocket<typeof listener>;
    socket.on(event, listener);
    return () => {
      socket.off(event, listener);
    };
  }

  #connect(): void {
    clearTimeout(this.#timer);
    this.#state.set('connecting');
    this.#socket.connect();
  }

  async #authenticate(send: (auth: HandshakeAuth) => void): Promise<void> {
    this.#handshakes += 1;
    const handshake = this.#handshakes;
    try {
      const token = await this.#options.tokens.getFreshAccessToken();
      if (handshake !== this.#handshakes || !this.#wanted) return;
      if (token === null) return this.#giveUp();
      this.#token = token;
      const first = this.#options.handshakeCommand?.() ?? null;
      this.#handshakeCommand = first && new SentHandshakeCommand(first);
      this.#handshakeSentAt = serverClock.elapsed();
      send(first ? { token, first } : { token });
    } catch (error) {
      log.warn('no token for the handshake', { error });
      if (handshake !== this.#handshakes || !this.#wanted) return;
      this.#socket.disconnect();
      this.#retryLater();
    }
  }

  #connected(): void {
    log.info('connected', { attempt: this.#attempt });
    this.#attempt = 0;
    this.#hasReplacedToken = false;
    const handshakeCommand = this.#handshakeCommand;
    clearTimeout(this.#handshakeAckTimer);
    this.#handshakeAckTimer = setTimeout(() => {
      handshakeCommand?.fail(this.#noAckError());
    }, this.#options.ackTimeout ?? ACK_TIMEOUT_MS);
    this.#state.set('connected');
    this.#refreshToken();
  }

  #disconnected(reason: string): void {
    log.info('disconnected', { reason, wanted: this.#wanted });
    clearTimeout(this.#handshakeAckTimer);
    this.#handshakeCommand?.fail(this.#noAckError());
    this.#handshakeCommand = null;
    const state = this.#state.get();
    // The server also closes a connection whose token does not arrive in time.
    if (this.#wanted && (state === 'connected' || state === 'connecting')) this.#retryLater();
  }

  async #refused(error: Error & { data?: Partial<ApiError> }): Promise<void> {
    if (!this.#wanted) return;
    const code = error.data?.code ?? '';
    log.warn('handshake refused', { code, error });
    if (code === 'SESSION_ENDED') this.#giveUp();
    else if (TOKEN_REFUSALS.includes(code)) await this.#replaceToken();
    else this.#retryLater(error.data?.retryAfter);
  }

  /** Gets a newer token once and connects with it; closes if the server refuses that one too. */
  async #replaceToken(): Promise<void> {
    if (this.#hasReplacedToken || this.#token === null) return this.#giveUp();
    this.#hasReplacedToken = true;
    this.#state.set('disconnected');
    try {
      const newer = await this.#options.tokens.replaceAccessToken(this.#token);
      if (!this.#wanted) return;
      if (newer === null) return this.#giveUp();
      this.#socket.disconnect();
      this.#connect();
    } catch (error) {
      log.warn('replacing the refused token failed', { error });
      this.#hasReplacedToken = false;
      this.#retryLater();
    }
  }

  /** @param atLeast the least delay in seconds that the server asked for */
  #retryLater(atLeast = 0): void {
    clearTimeout(this.#timer);
    if (!this.#wanted) return;
    this.#state.set('disconnected');
    this.#attempt += 1;
    const delay = (this.#options.retryDelay ?? reconnectDelay)(this.#attempt);
    this.#timer = setTimeout(() => this.#connect(), Math.max(delay, atLeast * 1000));
  }

  #giveUp(): void {
    this.close();
    this.#options.onSignedOut();
  }

  #tokenChanged(token: string | null): void {
    if (token === null) return this.close();
    this.#newest = token;
    this.#refreshToken();
  }

  #refreshToken(): void {
    const token = this.#newest;
    if (token === null || token === this.#token || this.#state.get() !== 'connected') return;
    this.#token = token;
    // If this fails, the server sends `session:ended` when the old token expires.
    this.request('session:refresh', { token }).catch((error: unknown) =>
      log.warn('refreshing the token of the socket failed', { error }),
    );
  }

  #noAckError(): ApiClientError {
    return this.#socket.connected
      ? new ApiClientError({ code: 'TIMEOUT', message: 'The server did not answer in time' })
      : new ApiClientError({
          code: 'NETWORK',
          message: 'The connection was lost before an answer',
        });
  }
}

/** Takes the server's time from acks that carry it. */
function noteServerTime(data: unknown, sentAt: number): void {
  const { serverTime } = (data ?? {}) as { serverTime?: unknown };
  if (typeof serverTime === 'string') serverClock.sample(Date.parse(serverTime), sentAt);
}

/** Socket.IO's overloads do not accept a command or event name that is a type parameter. */
interface UntypedSocket<Listener> {
  emit(command: string, payload: unknown, settle: Listener): void;
  on(event: string, listener: Listener): void;
  off(event: string, listener: Listener): void;
}
