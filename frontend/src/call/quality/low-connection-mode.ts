import { type KeyValueStorage, readStored, writeStored } from '../../core/browser-storage';
import type { MediaTransport } from '../media-transport';
import type { CallStore } from '../session/call-store';
import { LowConnectionOffer } from './low-connection-offer';

const STORAGE_KEY = 'low-connection';

export interface LowConnectionModeOptions {
  readonly transport: Pick<MediaTransport, 'setLowConnection'>;
  readonly store: CallStore;
  readonly storage: KeyValueStorage | undefined;
}

/** The low-connection mode: receives no cameras and few frames of screens, sends less. */
export class LowConnectionMode {
  readonly #options: LowConnectionModeOptions;
  readonly #offer = new LowConnectionOffer();

  /** Starts in the mode that was remembered. */
  constructor(options: LowConnectionModeOptions) {
    this.#options = options;
    if (readStored(options.storage, STORAGE_KEY) === 'on') this.#apply(true);
  }

  /** Turns the mode on or off, and remembers it. */
  set(on: boolean): void {
    writeStored(this.#options.storage, STORAGE_KEY, on ? 'on' : 'off');
    this.#apply(on);
  }

  /** Withdraws the offer (`offersLowConnection`) and makes no other for five minutes. */
  declineOffer(): void {
    this.#offer.decline(performance.now());
    this.#options.store.update({ offersLowConnection: false });
  }

  /** To call when the own quality has a new value. */
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
