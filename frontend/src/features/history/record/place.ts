/** A place in the conversation: a line or an event by its key, or else the first one at a moment. */
export interface Place {
  readonly key?: string | undefined;
  /** ISO 8601. */
  readonly at?: string | undefined;
}

/** Goes to a place in the conversation: scrolls there, focuses it and shows it for a moment. */
export type Jump = (place: Place) => void;
