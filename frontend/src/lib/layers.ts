import { createValue, type ReadonlyValue } from '../core/value';

/** Something that lies over a page and can be put away: a panel, menu, sheet or dialog. */
export interface Layer {
  /** What the Back button does; the call, which is the lowest layer, asks first. */
  close(): void;
  /** Whether Escape is this page's business; menus and dialogs see to it by themselves. */
  closesOnEscape: boolean;
}

const stack = createValue<readonly Layer[]>([]);

/** What is open now, the topmost last. */
export const layers: ReadonlyValue<readonly Layer[]> = stack;

/** Puts a layer on top. Returns the way to take it off, wherever it is by then. */
export function addLayer(layer: Layer): () => void {
  stack.update((open) => [...open, layer]);
  return () => stack.update((open) => open.filter((one) => one !== layer));
}
