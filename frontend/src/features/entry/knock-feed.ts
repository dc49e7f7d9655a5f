import type { Knock } from '@parley/shared/entry';
import type { SignalingChannel } from '../../call/signaling-channel';
import { retryDelay } from '../../core/backoff';
import { createLog } from '../../core/log';
import { createValue, type ReadonlyValue } from '../../core/value';

const log = createLog('entry');

export interface KnockFeedOptions {
  readonly channel: SignalingChannel;
  /** Called for each person who was not there before, once the first list has arrived. */
  readonly onKnock?: (knock: Knock) => void;
}

/**
 * The people who wait in the rooms that the user hosts, over any socket of the user. After every
 * reconnect it reads the whole list again, so that a host who reloads sees the same cards.
 */
export class KnockFeed {
  readonly #channel: SignalingChannel;
  readonly #knocks = createValue<readonly Knock[]>([]);
  readonly #listeners = new Set<(knock: Knock) => void>();
  readonly #stops: (() => void)[];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #isClosed = false;

  constructor({ channel, onKnock }: KnockFeedOptions) {
    this.#channel = channel;
    if (onKnock) this.#listeners.add(onKnock);
    this.#stops = [
      channel.on('knock:received', ({ knock }) => this.#add(knock)),
      channel.on('knock:withdrawn', ({ id }) => this.#drop(id)),
      channel.state.subscribe(() => this.refresh()),
    ];
    this.refresh();
  }

  /** In the order in which they came. */
  get knocks(): ReadonlyValue<readonly Knock[]> {
    return this.#knocks;
  }

  /** Calls `listener` for each person who knocks from now on. Returns a function that stops that. */
  onKnock(listener: (knock: Knock) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Reads the list, for example because the user has become a host. */
  refresh(): void {
    if (this.#isClosed || this.#channel.state.get() !== 'connected') return;
    void this.#read();
  }

  /** Rejects if the server refuses; a card that is gone already counts as answered. */
  async answer(knock: Knock, isAdmitted: boolean): Promise<void> {
    try {
      await this.#channel.request('knock:answer', { id: knock.id, isAdmitted });
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'NOT_FOUND') throw error;
      log.debug('the person had left, or another host was faster', { error });
    }
    this.#drop(knock.id);
  }

  async admitAll(code: string): Promise<void> {
    await this.#channel.request('knock:admit-all', { code });
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    for (const stop of this.#stops) stop();
    this.#knocks.set([]);
  }

  async #read(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      const { knocks } = await this.#channel.request('knock:watch', {});
      if (this.#isClosed) return;
      this.#attempt = 0;
      const known = new Set(this.#knocks.get().map(({ id }) => id));
      this.#knocks.set(knocks);
      for (const knock of knocks) if (!known.has(knock.id)) this.#tell(knock);
    } catch (error) {
      log.info('the waiting people could not be read', { error });
      if (this.#isClosed) return;
      this.#attempt += 1;
      this.#timer = setTimeout(() => this.refresh(), retryDelay(this.#attempt, undefined));
    }
  }

  #add(knock: Knock): void {
    const known = this.#knocks.get();
    if (known.some(({ id }) => id === knock.id)) return;
    this.#knocks.set([...known, knock]);
    this.#tell(knock);
  }

  #drop(id: string): void {
    const left = this.#knocks.get().filter((knock) => knock.id !== id);
    if (left.length < this.#knocks.get().length) this.#knocks.set(left);
  }

  #tell(knock: Knock): void {
    for (const listener of this.#listeners) listener(knock);
  }
}
