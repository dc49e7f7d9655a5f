import { createValue, type ReadonlyValue } from '../core/value';

/** A panel, menu, sheet or dialog that lies over a page and can be closed. */
export interface Layer {
  /** Called by the Back button. The call is the lowest layer; it asks the user first. */
  close(): void;
  /** Whether the page closes this layer on Escape. Menus and dialogs handle Escape themselves. */
  closesOnEscape: boolean;
}

const stack = createValue<readonly Layer[]>([]);

/** The open layers, the topmost last. */
export const layers: ReadonlyValue<readonly Layer[]> = stack;

/** Puts a layer on top. Returns a function that removes it, wherever it is in the stack by then. */
export function addLayer(layer: Layer): () => void {
  stack.update((open) => [...open, layer]);
  return () => stack.update((open) => open.filter((one) => one !== layer));
}
