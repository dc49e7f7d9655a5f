/** What a room knows of somebody who has not joined yet. */
export interface Acquaintance {
  readonly isOwner: boolean;
  /** Was in a meeting of this room before. */
  readonly hasAttended: boolean;
}

/**
 * Whether connections to the members may be made before joining. It shows the addresses of both
 * sides to each other, so the link of a room alone is not enough.
 */
export const mayConnectBeforeJoining = ({ isOwner, hasAttended }: Acquaintance): boolean =>
  isOwner || hasAttended;
