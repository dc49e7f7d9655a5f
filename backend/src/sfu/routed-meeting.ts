import type { StoredRoute } from '@parley/shared/media-route';
import type { EventName, EventPayload } from '@parley/shared/socket-events';

/** A seat, as far as its media are concerned. */
export interface RoutedSeat {
  readonly participant: { readonly id: string; readonly instanceId: string };
  readonly socket: {
    emit<E extends EventName>(event: E, payload: EventPayload<E>): unknown;
  } | null;
}

/** A running meeting, as far as its media are concerned. */
export interface RoutedMeeting {
  readonly id: string;
  readonly channel: string;
  readonly isEnded: boolean;
  readonly room: { readonly capacity: number };
  readonly seats: ReadonlyMap<string, RoutedSeat>;
  /** The route when another server ran the meeting. */
  readonly storedRoute: StoredRoute | undefined;
}
