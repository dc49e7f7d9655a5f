import type { ApiError } from '@parley/shared/errors';
import type { Result } from '@parley/shared/result';
import type {
  ClientToServerEvents,
  CommandData,
  CommandInput,
  CommandName,
  EventName,
  EventPayload,
  FirstCommand,
  HandshakeAuth,
  ServerToClientEvents,
} from '@parley/shared/socket-events';
import { io, type Socket } from 'socket.io-client';
import type { ChannelState, SignalingChannel } from '../call/signaling-channel';
import { reconnectDelay } from '../core/backoff';
import { createValue, type ReadonlyValue } from '../core/value';
import type { AccessTokens } from './api-client';
import { ApiClientError } from './api-client-error';
import { HandshakeCommand } from './handshake-command';
import { serverClock } from './server-clock';

/** Access tokens, and news of a newer one (null: signed out). */
export interface SocketTokens extends AccessTokens {
  /** Returns the way to stop. */
  onTokenChange(listener: (token: string | null) => void): () => void;
}

export interface SocketClientOptions {
  /** Default: the page's own origin. */
  readonly url?: string;
  readonly tokens: SocketTokens;
  /** The server takes no token of this session any more; the socket is closed. */
  readonly onSignedOut: () => void;
  /** What will be asked as soon as the connection stands, so that it can travel with it. */
  readonly first?: () => FirstCommand | null;
  /** Milliseconds that an answer may take. */
  readonly ackTimeout?: number;
  /** Milliseconds to wait before attempt 1, 2, 3, … after a loss. */
  readonly retryDelay?: (attempt: number) => number;
}

const ACK_TIMEOUT_MS = 5_000;
const CONNECT_TIMEOUT_MS = 8_000;
const REFUSALS_A_NEW_TOKEN_MAY_CURE = ['TOKEN_EXPIRED', 'UNAUTHENTICATED'];

/**
 * The page's one socket: commands with answers, facts, and a connection that comes back by itself.
 * Nothing is queued while it is away; who asked decides what to repeat.
 */
export class SocketClient implements SignalingChannel {
  readonly #options: SocketClientOptions;
  readonly #socket: Socket<ServerToClientEvents, ClientToServerEvents>;
  readonly #state = createValue<ChannelState>('disconnected');
  readonly #forgetTokens: () => void;
  #wanted = false;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The token that the server knows or was last shown. */
  #token: string | null = null;
  /** The last that was heard of; it may have come while a connection was made with an older one. */
  #newest: string | null = null;
  /** Whether a newer token was already fetched since the server last accepted one. */
  #hasReplacedToken = false;
  /** Counts attempts, so that a token which came late is not given to a newer connection. */
  #handshakes = 0;
  #ahead: HandshakeCommand | null = null;
  #aheadSentAt = 0;
  #aheadTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SocketClientOptions) {
    this.#options = options;
    this.#socket = io(options.url ?? window.location.origin, {
      autoConnect: false,
      forceNew: true,
      // Retries are our own, so that `online` and a new token can cut a wait short.
      reconnection: false,
      transports: ['websocket'],
      timeout: CONNECT_TIMEOUT_MS,
      auth: (give) => void this.#authenticate(give),
    });
    this.#socket.on('connect', () => this.#connected());
    this.#socket.on('disconnect', () => this.#lost());
    this.#socket.on('connect_error', (error) => void this.#refused(error));
    this.#socket.on('handshake:ack', (result) => {
      if (result.ok) noteServerTime(result.data, this.#aheadSentAt);
      this.#ahead?.settle(result);
    });
    this.#socket.on('session:ended', () => {
      if (this.#wanted) void this.#replaceToken();
    });
    this.#forgetTokens = options.tokens.onTokenChange((token) => this.#tokenChanged(token));
  }

  get state(): ReadonlyValue<ChannelState> {
    return this.#state;
  }

  /** Connects, and goes on trying until `suspend` or `close`. */
  open(): void {
    if (this.#wanted || this.#state.get() === 'closed') return;
    this.#wanted = true;
    this.#connect();
  }

  /** Ends a wait between two attempts, for moments when the network is known to be back. */
  hurry(): void {
    if (!this.#wanted || this.#state.get() !== 'disconnected') return;
    this.#attempt = 0;
    this.#connect();
  }

  /**
   * Gives up a connection that no longer answers; nothing waits for its time-out. No word of
   * goodbye: it may arrive after all, and whoever says goodbye has left.
   */
  reconnect(): void {
    if (!this.#wanted || this.#state.get() !== 'connected') return;
    this.#state.set('disconnected');
    this.#socket.once('disconnect', () => this.hurry());
    this.#socket.io.engine.close();
  }

  /** Disconnects until `open`; `lastWord` is sent before, without waiting for an answer. */
  suspend(lastWord?: 'meeting:leave'): void {
    if (lastWord !== undefined && this.#socket.connected) {
      this.#socket.emit(lastWord, {}, () => {});
    }
    this.#wanted = false;
    clearTimeout(this.#timer);
    this.#socket.disconnect();
    if (this.#state.get() !== 'closed') this.#state.set('disconnected');
  }

  /** Disconnects for good. Idempotent. */
  close(): void {
    this.#forgetTokens();
    this.suspend();
    this.#state.set('closed');
  }

  request<C extends CommandName>(command: C, payload: CommandInput<C>): Promise<CommandData<C>> {
    if (!this.#socket.connected) {
      return Promise.reject(
        new ApiClientError({ code: 'NETWORK', message: 'Not connected to the server' }),
      );
    }
    const answer = this.#ahead?.take(command, payload);
    if (answer) return answer;
    const sentAt = serverClock.elapsed();
    return new Promise((resolve, reject) => {
      const settle = (failure: Error | null, result: Result<CommandData<C>>): void => {
        if (failure !== null) reject(this.#unanswered());
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

  on<F extends EventName>(fact: F, listener: (payload: EventPayload<F>) => void): () => void {
    const socket = this.#socket as unknown as UntypedSocket<typeof listener>;
    socket.on(fact, listener);
    return () => {
      socket.off(fact, listener);
    };
  }

  #connect(): void {
    clearTimeout(this.#timer);
    this.#state.set('connecting');
    this.#socket.connect();
  }

  async #authenticate(give: (auth: HandshakeAuth) => void): Promise<void> {
    this.#handshakes += 1;
    const handshake = this.#handshakes;
    try {
      const token = await this.#options.tokens.getFreshAccessToken();
      if (handshake !== this.#handshakes || !this.#wanted) return;
      if (token === null) return this.#giveUp();
      this.#token = token;
      const first = this.#options.first?.() ?? null;
      this.#ahead = first && new HandshakeCommand(first);
      this.#aheadSentAt = serverClock.elapsed();
      give(first ? { token, first } : { token });
    } catch {
      if (handshake !== this.#handshakes || !this.#wanted) return;
      // No token could be fetched now; that is one more attempt that failed.
      this.#socket.disconnect();
      this.#retryLater();
    }
  }

  #connected(): void {
    this.#attempt = 0;
    this.#hasReplacedToken = false;
    const ahead = this.#ahead;
    clearTimeout(this.#aheadTimer);
    this.#aheadTimer = setTimeout(() => {
      ahead?.fail(this.#unanswered());
    }, this.#options.ackTimeout ?? ACK_TIMEOUT_MS);
    this.#state.set('connected');
    this.#renew();
  }

  #lost(): void {
    clearTimeout(this.#aheadTimer);
    this.#ahead?.fail(this.#unanswered());
    this.#ahead = null;
    const state = this.#state.get();
    // Also before it stood: the server does not wait for a token for ever.
    if (this.#wanted && (state === 'connected' || state === 'connecting')) this.#retryLater();
  }

  async #refused(error: Error & { data?: Partial<ApiError> }): Promise<void> {
    if (!this.#wanted) return;
    const code = error.data?.code ?? '';
    if (code === 'SESSION_ENDED') this.#giveUp();
    else if (REFUSALS_A_NEW_TOKEN_MAY_CURE.includes(code)) await this.#replaceToken();
    else this.#retryLater(error.data?.retryAfter);
  }

  /** Fetches a newer token once and connects with it; gives up where that did not help. */
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
    } catch {
      this.#hasReplacedToken = false;
      this.#retryLater();
    }
  }

  /** @param atLeast seconds that the server asked for */
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
    this.#renew();
  }

  #renew(): void {
    const token = this.#newest;
    if (token === null || token === this.#token || this.#state.get() !== 'connected') return;
    this.#token = token;
    // If this is not taken, the server ends the session of the old token and `session:ended` acts.
    this.request('session:refresh', { token }).catch(() => {});
  }

  #unanswered(): ApiClientError {
    return this.#socket.connected
      ? new ApiClientError({ code: 'TIMEOUT', message: 'The server did not answer in time' })
      : new ApiClientError({
          code: 'NETWORK',
          message: 'The connection was lost before an answer',
        });
  }
}

/** Some answers say what time it was on the server. */
function noteServerTime(data: unknown, sentAt: number): void {
  const { serverTime } = (data ?? {}) as { serverTime?: unknown };
  if (typeof serverTime === 'string') serverClock.sample(Date.parse(serverTime), sentAt);
}

/** Socket.IO's overloads cannot follow a command or fact that is itself a type parameter. */
interface UntypedSocket<Listener> {
  emit(command: string, payload: unknown, settle: Listener): void;
  on(fact: string, listener: Listener): void;
  off(fact: string, listener: Listener): void;
}
