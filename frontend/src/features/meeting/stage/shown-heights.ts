import type { CallSession } from '../../../call/session/call-session';
import { partsOf, type ShownKey } from './shown-key';

/** The height of a tile whose element does not exist yet: the smallest layer of a camera. */
const FIRST_HEIGHT = 180;

/**
 * Collects the heights of the elements that show a video, on the page and in the small window, and
 * reports the greatest one to the call.
 */
export class ShownHeights {
  readonly #constrain: CallSession['constrain'];
  readonly #elements = new Map<ShownKey, Map<HTMLVideoElement, number>>();
  #onOtherPages: ReadonlySet<ShownKey> = new Set();

  constructor(constrain: CallSession['constrain']) {
    this.#constrain = constrain;
  }

  /** @param height in physical pixels; 0 while the element is not visible */
  set(key: ShownKey, element: HTMLVideoElement, height: number): void {
    const elements = this.#elements.get(key) ?? new Map<HTMLVideoElement, number>();
    this.#elements.set(key, elements.set(element, height));
    this.#report(key, greatest(elements));
  }

  /**
   * Removes an element. Does not report the removal of the last one unless its tile is on another
   * page: another element may follow at once, and the peer would have stopped its video.
   */
  remove(key: ShownKey, element: HTMLVideoElement): void {
    const elements = this.#elements.get(key);
    if (!elements?.delete(element)) return;
    if (elements.size > 0) return this.#report(key, greatest(elements));
    this.#elements.delete(key);
    if (this.#onOtherPages.has(key)) this.#report(key, 0);
  }

  /**
   * The tiles that exist on other pages only, whose videos nobody should send. The small window may
   * still show one of them.
   */
  setOnOtherPages(keys: readonly ShownKey[]): void {
    const before = this.#onOtherPages;
    this.#onOtherPages = new Set(keys);
    for (const key of keys) {
      if (!before.has(key) && !this.#elements.has(key)) this.#report(key, 0);
    }
    // The sender begins while the element of the tile is made, or when its camera is turned on.
    for (const key of before) {
      if (!this.#onOtherPages.has(key) && !this.#elements.has(key)) this.#report(key, FIRST_HEIGHT);
    }
  }

  /** An element that shows this video; null if there is none. */
  elementOf(key: ShownKey): HTMLVideoElement | null {
    return this.#elements.get(key)?.keys().next().value ?? null;
  }

  #report(key: ShownKey, height: number): void {
    const { participantId, source } = partsOf(key);
    this.#constrain(participantId, source, height);
  }
}

const greatest = (elements: ReadonlyMap<HTMLVideoElement, number>): number =>
  Math.max(...elements.values());
