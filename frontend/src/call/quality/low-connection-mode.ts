import type { MediaTransport } from '../media-transport';
import type { CallState } from '../session/call-state';
import { LowConnectionOffer } from './low-connection-offer';
import {
  type LowConnectionStorage,
  readLowConnection,
  rememberLowConnection,
} from './remembered-low-connection';

export interface LowConnectionModeOptions {
  readonly transport: Pick<MediaTransport, 'setLowConnection'>;
  readonly state: CallState;
  readonly storage: LowConnectionStorage | undefined;
}

/** The low-connection mode: receives no cameras and few frames of screens, sends less. */
export class LowConnectionMode {
  readonly #options: LowConnectionModeOptions;
  readonly #offer = new LowConnectionOffer();

  /** Starts in the mode that was remembered. */
  constructor(options: LowConnectionModeOptions) {
    this.#options = options;
    if (readLowConnection(options.storage)) this.#apply(true);
  }

  /** Turns the mode on or off, and remembers it. */
  set(on: boolean): void {
    rememberLowConnection(this.#options.storage, on);
    this.#apply(on);
  }

  /** Withdraws the offer (`offersLowConnection`) and makes no other for five minutes. */
  declineOffer(): void {
    this.#offer.decline(performance.now());
    this.#options.state.update({ offersLowConnection: false });
  }

  /** To call when the own quality has a new value. */
  considerOffer(): void {
    const { state } = this.#options;
    const { lowConnection, ownQuality } = state.snapshot.get();
    this.#offer.observe(ownQuality.quality, lowConnection, performance.now());
    state.update({ offersLowConnection: this.#offer.open });
  }

  #apply(on: boolean): void {
    const { transport, state } = this.#options;
    transport.setLowConnection(on);
    state.update({ lowConnection: on });
    this.considerOffer();
  }
}
