import type { ReceiverConstraints } from '@parley/shared/signaling';
import type { VisibleSource } from '../track-source';

/** Sizes change many times while a window is dragged; only the last one is sent. */
const SETTLE_MS = 250;
/** Larger than any tile: stands for full size. */
const FULL_HEIGHT = 8_192;

/** What a sender assumes before it has received constraints. */
export const UNCONSTRAINED: ReceiverConstraints = {
  camera: FULL_HEIGHT,
  screen: FULL_HEIGHT,
  lowConnection: false,
  uplinkLimited: null,
};

type Heights = Pick<ReceiverConstraints, VisibleSource>;

/** The heights at which this client shows the videos of each peer. */
export class ReceiverHeights {
  readonly #onSettled: (id: string) => void;
  readonly #heights = new Map<string, Heights>();
  readonly #changed = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onSettled receives the id of a peer whose heights have changed and settled */
  constructor(onSettled: (id: string) => void) {
    this.#onSettled = onSettled;
  }

  of(id: string): Heights {
    return this.#heights.get(id) ?? { camera: FULL_HEIGHT, screen: FULL_HEIGHT };
  }

  /** @param height physical pixels; NaN counts as full size */
  set(id: string, source: VisibleSource, height: number): void {
    const rounded = Math.min(FULL_HEIGHT, Math.max(0, Math.round(height)));
    this.#heights.set(id, {
      ...this.of(id),
      [source]: Number.isNaN(rounded) ? FULL_HEIGHT : rounded,
    });
    this.#changed.add(id);
    this.#timer ??= setTimeout(() => this.#settle(), SETTLE_MS);
  }

  forget(id: string): void {
    this.#heights.delete(id);
    this.#changed.delete(id);
  }

  reset(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#heights.clear();
    this.#changed.clear();
  }

  #settle(): void {
    this.#timer = undefined;
    for (const id of this.#changed) this.#onSettled(id);
    this.#changed.clear();
  }
}
