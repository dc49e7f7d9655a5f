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
import type { FakeMeetingServer } from './fake-meeting-server';

type Listener = (payload: never) => void;

/** A refusal as a channel gives it. */
export class Refusal extends Error {
  readonly code: string;

  constructor(code: ErrorCode | 'NETWORK' | 'TIMEOUT') {
    super(code);
    this.code = code;
  }
}

/** One account's connection to the fake server; `cut` and `restore` are its network. */
export class FakeChannel implements SignalingChannel {
  readonly state = createValue<ChannelState>('connected');
  /** Every command sent, in order. */
  readonly sent: { command: CommandName; payload: unknown }[] = [];
  readonly #listeners = new Map<EventName, Set<Listener>>();
  readonly #server: FakeMeetingServer;
  readonly accountId: string;

  constructor(server: FakeMeetingServer, accountId: string) {
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

  on<F extends EventName>(fact: F, listener: (payload: EventPayload<F>) => void): () => void {
    const listeners = this.#listeners.get(fact) ?? new Set();
    this.#listeners.set(fact, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** How many listeners are left, to find those that were forgotten. */
  get listenerCount(): number {
    return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** Delivered in a task of its own, in the order told. */
  tell<F extends EventName>(fact: F, payload: EventPayload<F>): void {
    queueMicrotask(() => {
      if (this.state.get() !== 'connected') return;
      for (const listener of this.#listeners.get(fact) ?? []) {
        (listener as (value: EventPayload<F>) => void)(payload);
      }
    });
  }

  cut(): void {
    this.state.set('disconnected');
    this.#server.lost(this);
  }

  restore(): void {
    this.state.set('connected');
  }

  reconnect(): void {
    this.cut();
    this.restore();
  }
}
