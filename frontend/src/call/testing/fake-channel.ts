import type { ErrorCode } from '@parley/shared/errors';
import type {
  CommandData,
  CommandInput,
  CommandName,
  EventName,
  EventPayload,
} from '@parley/shared/socket-events';
import type { ChannelState, SignalingChannel } from '../signaling-channel';
import { createValue } from '../../core/value';

type Listener = (payload: never) => void;

/** The error of a refused or unanswered command. */
export class Refusal extends Error {
  readonly code: string;

  constructor(code: ErrorCode | 'NETWORK' | 'TIMEOUT') {
    super(code);
    this.code = code;
  }
}

/** The server at the other end of a fake channel. */
interface CommandHandler {
  handle(channel: FakeChannel, command: CommandName, payload: unknown): unknown;
  disconnected(channel: FakeChannel): void;
}

/** One socket to the fake server; `cut` and `restore` stand for its network. */
export class FakeChannel implements SignalingChannel {
  readonly state = createValue<ChannelState>('connected');
  /** Every command that was sent, in order. */
  readonly sent: { command: CommandName; payload: unknown }[] = [];
  readonly #listeners = new Map<EventName, Set<Listener>>();
  readonly #server: CommandHandler;
  readonly accountId: string;

  constructor(server: CommandHandler, accountId: string) {
    this.#server = server;
    this.accountId = accountId;
  }

  async request<C extends CommandName>(
    command: C,
    payload: CommandInput<C>,
  ): Promise<CommandData<C>> {
    if (this.state.get() !== 'connected') throw new Refusal('NETWORK');
    this.sent.push({ command, payload });
    await Promise.resolve();
    return this.#server.handle(this, command, payload) as CommandData<C>;
  }

  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** The number of subscribed listeners, to find forgotten ones. */
  get listenerCount(): number {
    return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** Delivers an event from the server in a microtask; events keep their order. */
  deliver<E extends EventName>(event: E, payload: EventPayload<E>): void {
    queueMicrotask(() => {
      if (this.state.get() !== 'connected') return;
      for (const listener of this.#listeners.get(event) ?? []) {
        (listener as (value: EventPayload<E>) => void)(payload);
      }
    });
  }

  cut(): void {
    this.state.set('disconnected');
    this.#server.disconnected(this);
  }

  restore(): void {
    this.state.set('connected');
  }

  reconnect(): void {
    this.cut();
    this.restore();
  }
}
