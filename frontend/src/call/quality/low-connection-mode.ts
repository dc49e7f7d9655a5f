import type { CallStore } from '../session/call-store';
import type { MediaTransport } from '../media-transport';
import { type KeyValueStorage, readStored, writeStored } from '../../core/browser-storage';
import { LowConnectionOffer } from './low-connection-offer';

const STORAGE_KEY = 'low-connection';

export interface LowConnectionModeOptions {
  readonly transport: Pick<MediaTransport, 'setLowConnection'>;
  readonly store: CallStore;
  readonly storage: KeyValueStorage | undefined;
}

/** The low-connection mode: audio first, no cameras are received, screens come with few frames, less is sent. */
export class LowConnectionMode {
  readonly #options: LowConnectionModeOptions;
  readonly #offer = new LowConnectionOffer();

  /** Holds from the start where it was remembered. */
  constructor(options: LowConnectionModeOptions) {
    this.#options = options;
    if (readStored(options.storage, STORAGE_KEY) === 'on') this.#apply(true);
  }

  /** Remembered. */
  set(on: boolean): void {
    writeStored(this.#options.storage, STORAGE_KEY, on ? 'on' : 'off');
    this.#apply(on);
  }

  /** The offer of `offersLowConnection` is withdrawn, and not made again for some minutes. */
  declineOffer(): void {
    this.#offer.decline(performance.now());
    this.#options.store.update({ offersLowConnection: false });
  }

  /** One's own quality was measured: the mode may help now, or no longer. */
  considerOffer(): void {
    const { store } = this.#options;
    const { lowConnection, ownQuality } = store.snapshot.get();
    this.#offer.observe(ownQuality.quality, lowConnection, performance.now());
    store.update({ offersLowConnection: this.#offer.open });
  }

  #apply(on: boolean): void {
    const { transport, store } = this.#options;
    transport.setLowConnection(on);
    store.update({ lowConnection: on });
    this.considerOffer();
  }
}
