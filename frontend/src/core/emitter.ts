/** What may be emitted: one payload type per event name. */
export type EventMap = Readonly<Record<string, unknown>>;

type Listener<Payload> = (payload: Payload) => void;

/** What a subscriber sees of an {@link Emitter}. */
export interface Subscribable<Events extends EventMap> {
  /** Calls `listener` at each event of this name. Returns a function that stops that. */
  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): () => void;
}

/**
 * A typed event emitter. Listeners run synchronously in the order in which they subscribed; a
 * listener that is added or removed during an event counts from the next event on.
 */
export class Emitter<Events extends EventMap> implements Subscribable<Events> {
  readonly #listeners = new Map<keyof Events, Set<Listener<never>>>();

  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    // A wrapper of its own, so that one function can subscribe twice.
    const entry: Listener<Events[Name]> = (payload) => listener(payload);
    this.#listeners.set(name, listeners.add(entry));
    return () => void listeners.delete(entry);
  }

  emit<Name extends keyof Events>(
    name: Name,
    ...[payload]: Events[Name] extends void ? [] : [payload: Events[Name]]
  ): void {
    const listeners = this.#listeners.get(name) as Set<Listener<Events[Name]>> | undefined;
    for (const listener of listeners === undefined ? [] : [...listeners]) {
      listener(payload as Events[Name]);
    }
  }

  /** Removes every listener. */
  clear(): void {
    this.#listeners.clear();
  }
}
