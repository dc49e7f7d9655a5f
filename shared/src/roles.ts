import { z } from 'zod';

/**
 * What a person is in a room: its owner, a co-host, a participant with an account and without host
 * rights, or a guest.
 */
export const roleSchema = z.enum(['owner', 'cohost', 'participant', 'guest']);
export type Role = z.infer<typeof roleSchema>;

/** The role that a room gives a person; a meeting may have other co-hosts. */
export function roleInRoom(
  { userId, isGuest }: { readonly userId: string; readonly isGuest: boolean },
  { ownerId, coHostIds }: { readonly ownerId: string; readonly coHostIds: readonly string[] },
): Role {
  if (isGuest) return 'guest';
  if (ownerId === userId) return 'owner';
  return coHostIds.includes(userId) ? 'cohost' : 'participant';
}

/** Whether a role has the host controls. */
export const isHost = (role: Role | 'anonymous'): boolean => role === 'owner' || role === 'cohost';

/**
 * Who may enter a room: anyone with the link; guests after a host has let them in; everyone after a
 * host has let them in; or only people with an account. Hosts always enter.
 */
export const roomAccessSchema = z.enum(['link', 'guests_wait', 'everyone_waits', 'accounts']);
export type RoomAccess = z.infer<typeof roomAccessSchema>;

/** What the hosts have allowed in a meeting; hosts themselves may always do it. */
export const meetingControlsSchema = z.strictObject({
  /** Nobody else may join; participants may come back. */
  isLocked: z.boolean(),
  /** Whether participants may write chat messages. */
  isChatOn: z.boolean(),
  /** Whether participants may share their screen. */
  mayShare: z.boolean(),
  /** Whether participants may turn their microphone on after 'Mute all'. */
  mayUnmute: z.boolean(),
});
export type MeetingControls = z.infer<typeof meetingControlsSchema>;

/** The controls of a meeting in which no host has changed any. */
export const DEFAULT_CONTROLS: MeetingControls = {
  isLocked: false,
  isChatOn: true,
  mayShare: true,
  mayUnmute: true,
};
