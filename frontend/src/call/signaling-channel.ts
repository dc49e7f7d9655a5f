import type {
  CommandData,
  CommandInput,
  CommandName,
  EventName,
  EventPayload,
} from '@parley/shared/socket-events';
import type { ReadonlyValue } from '../core/value';

/** Whether commands can reach the server right now. `closed` is final. */
export type ChannelState = 'connecting' | 'connected' | 'disconnected' | 'closed';

/** A refused or unanswered command. `code` is one of the shared codes, `TIMEOUT` or `NETWORK`. */
export interface RequestError extends Error {
  readonly code: string;
  readonly requestId?: string;
  readonly details?: readonly { field: string; message: string }[];
  /** Seconds until another attempt makes sense. */
  readonly retryAfter?: number;
}

/** The only connection of the call engine to the server. */
export interface SignalingChannel {
  /**
   * Sends a command. Never waits for a reconnect.
   *
   * @returns the data of the ack
   * @throws {RequestError} (asynchronously) when the server refuses or does not answer
   */
  request<C extends CommandName>(command: C, payload: CommandInput<C>): Promise<CommandData<C>>;
  /** Calls `listener` at each event of this name. Returns a function that stops that. */
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void;
  /** Replaces a socket that no longer answers by a new one at once. */
  reconnect(): void;
  readonly state: ReadonlyValue<ChannelState>;
}
