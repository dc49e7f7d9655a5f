import type { View } from '@parley/shared/signaling';
import type { VisibleSource } from '../media-transport';
import type { Limitation } from '../quality/connection-quality';

/** Sizes change many times while a window is dragged; the last one counts. */
const SETTLE_MS = 250;
/** Larger than any tile: until the size is known, all of it is wanted. */
const FULL_HEIGHT = 8_192;
/** What the other assumes as long as nothing is told. */
export const EVERYTHING: View = {
  camera: FULL_HEIGHT,
  screen: FULL_HEIGHT,
  low: false,
  limited: null,
};

/** How each of the others is shown here, told once the sizes have settled. */
export class Views {
  readonly #tell: (id: string) => void;
  readonly #shown = new Map<string, Pick<View, VisibleSource>>();
  readonly #changed = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** We save data: no cameras, few frames of screens. */
  low = false;
  #limited: Limitation | null = null;

  constructor(tell: (id: string) => void) {
    this.#tell = tell;
  }

  of(id: string): View {
    const { camera, screen } = this.#shown.get(id) ?? EVERYTHING;
    return { camera: this.low ? 0 : camera, screen, low: this.low, limited: this.#limited };
  }

  /** `height` in physical pixels; anything that is no number counts as full size. */
  show(id: string, source: VisibleSource, height: number): void {
    const shown = this.#shown.get(id) ?? EVERYTHING;
    const rounded = Math.min(FULL_HEIGHT, Math.max(0, Math.round(height)));
    const { camera, screen } = shown;
    this.#shown.set(id, {
      camera,
      screen,
      [source]: Number.isNaN(rounded) ? FULL_HEIGHT : rounded,
    });
    this.#changed.add(id);
    this.#timer ??= setTimeout(() => this.#settle(), SETTLE_MS);
  }

  /** Our own line carries too few bits for what we send. Returns whether that is news. */
  limit(limited: Limitation | null): boolean {
    const changed = this.#limited !== limited;
    this.#limited = limited;
    return changed;
  }

  forget(id: string): void {
    this.#shown.delete(id);
    this.#changed.delete(id);
  }

  reset(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#shown.clear();
    this.#changed.clear();
  }

  #settle(): void {
    this.#timer = undefined;
    for (const id of this.#changed) this.#tell(id);
    this.#changed.clear();
  }
}
