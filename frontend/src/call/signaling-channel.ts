import type {
  CommandData,
  CommandInput,
  CommandName,
  EventName,
  EventPayload,
} from '@parley/shared/socket-events';

/** Whether commands can reach the server right now. */
export type ChannelState = 'connecting' | 'connected' | 'disconnected' | 'closed';

/** A refused or unanswered command. `code` is one of the shared codes, `TIMEOUT` or `NETWORK`. */
export interface RequestError extends Error {
  readonly code: string;
  readonly requestId?: string;
  readonly details?: readonly { field: string; message: string }[];
  readonly retryAfter?: number;
}

/** The engine's only way to the server; implemented by `lib/socket-client.ts`, faked in tests. */
export interface SignalingChannel {
  /** Resolves with the ack's data; rejects with a `RequestError`. Never waits for a reconnect. */
  request<C extends CommandName>(command: C, payload: CommandInput<C>): Promise<CommandData<C>>;
  /** Returns the way to stop listening. */
  on<F extends EventName>(fact: F, listener: (payload: EventPayload<F>) => void): () => void;
  /** An answer is overdue: gives up this connection, which may be dead, and makes another at once. */
  reconnect(): void;
  readonly state: { get(): ChannelState; subscribe(listener: () => void): () => void };
}
