/** The relation of a user who has not joined yet to a room. */
export interface Acquaintance {
  readonly isOwner: boolean;
  /** Was in a meeting of this room before. */
  readonly hasAttended: boolean;
}

/**
 * Whether a user may preconnect. It shows the addresses of both sides to each other, so the link of
 * a room alone is not enough.
 */
export const mayConnectBeforeJoining = ({ isOwner, hasAttended }: Acquaintance): boolean =>
  isOwner || hasAttended;
