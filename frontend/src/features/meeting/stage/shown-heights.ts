import type { CallSession } from '../../../call/session/call-session';
import { partsOf, type ShownKey } from './shown-key';

/**
 * One picture can be shown by several elements at once, in the page and in a window of its own:
 * the call is told the largest of them.
 */
export class ShownHeights {
  readonly #constrain: CallSession['constrain'];
  readonly #elements = new Map<ShownKey, Map<HTMLVideoElement, number>>();

  constructor(constrain: CallSession['constrain']) {
    this.#constrain = constrain;
  }

  /** `height` in physical pixels; 0 while the element cannot be seen. */
  set(key: ShownKey, element: HTMLVideoElement, height: number): void {
    const elements = this.#elements.get(key) ?? new Map<HTMLVideoElement, number>();
    this.#elements.set(key, elements.set(element, height));
    this.#tell(key, elements);
  }

  /**
   * The element is gone. After the last one nothing is told: the next, which may come at once,
   * would otherwise find a sender that has stopped.
   */
  remove(key: ShownKey, element: HTMLVideoElement): void {
    const elements = this.#elements.get(key);
    if (!elements?.delete(element)) return;
    if (elements.size === 0) this.#elements.delete(key);
    else this.#tell(key, elements);
  }

  /** An element that shows this picture, if there is one. */
  elementOf(key: ShownKey): HTMLVideoElement | null {
    return this.#elements.get(key)?.keys().next().value ?? null;
  }

  #tell(key: ShownKey, elements: ReadonlyMap<HTMLVideoElement, number>): void {
    const { participantId, source } = partsOf(key);
    this.#constrain(participantId, source, Math.max(...elements.values()));
  }
}
