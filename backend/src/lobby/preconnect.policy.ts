/** The relation of a user who has not joined yet to a room that they may enter. */
export interface Acquaintance {
  /** Owns the room or is its co-host. */
  readonly isHost: boolean;
  /** A host has let the person in lately. */
  readonly isAdmitted: boolean;
  /** Was in a meeting of this room before. */
  readonly hasAttended: boolean;
}

/**
 * Whether a user may preconnect. It shows the addresses of both sides to each other, so the link of
 * a room alone is not enough.
 */
export const mayConnectBeforeJoining = ({
  isHost,
  isAdmitted,
  hasAttended,
}: Acquaintance): boolean => isHost || isAdmitted || hasAttended;
