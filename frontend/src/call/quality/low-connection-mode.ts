import type { CallStore } from '../session/call-store';
import type { MediaTransport } from '../media-transport';
import { readSaving, rememberSaving, type LowConnectionStorage } from './remembered-low-connection';
import { LowConnectionOffer } from './low-connection-offer';

export interface LowConnectionModeOptions {
  readonly transport: Pick<MediaTransport, 'setLowConnection'>;
  readonly store: CallStore;
  readonly storage: LowConnectionStorage | undefined;
}

/** The low-connection mode: audio first, no cameras are received, screens come with few frames, less is sent. */
export class LowConnectionMode {
  readonly #options: LowConnectionModeOptions;
  readonly #offer = new LowConnectionOffer();

  /** Holds from the start where it was remembered. */
  constructor(options: LowConnectionModeOptions) {
    this.#options = options;
    if (readSaving(options.storage)) this.#apply(true);
  }

  /** Remembered. */
  set(on: boolean): void {
    rememberSaving(this.#options.storage, on);
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
