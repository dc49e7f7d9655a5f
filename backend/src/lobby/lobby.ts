import type { EventName, EventPayload } from '@parley/shared/socket-events';
import { hasAttended, type AttendanceModel } from '../meetings/attendance.model';
import { meetingChannel, type LiveRoom } from '../meetings/live-meeting';
import type { LiveMeetings } from '../meetings/live-meetings';
import { LobbyCounts } from './lobby-counts';
import type { Scope } from '../platform/scope';
import { mayConnectBeforeJoining } from './preconnect.policy';
import { LobbyPeers } from './lobby-peers';

export interface LobbyOptions {
  /** `LOBBY_PRECONNECT`: connections before joining show addresses to those who are in the room. */
  enabled: boolean;
  live: LiveMeetings;
  attendances: AttendanceModel;
  publish: <F extends EventName>(channel: string, fact: F, payload: EventPayload<F>) => void;
}

export type Lobby = ReturnType<typeof createLobby>;

/** What the server knows and allows of people who are on the page before joining. */
export function createLobby(options: LobbyOptions, scope: Scope) {
  const { enabled, live, attendances, publish } = options;
  const meetingIn = (roomId: string) => live.byRoom(roomId);

  const lobbyCounts = new LobbyCounts({
    meetingIn,
    tell: (meetingId, count) => publish(meetingChannel(meetingId), 'lobby:changed', { count }),
  });
  scope.add(() => lobbyCounts.close());

  const lobbyPeers = new LobbyPeers({
    meetingIn,
    tellLeft: (meetingId, lobbyPeer) => {
      live.byId(meetingId)?.epochs.forget(lobbyPeer.instanceId);
      publish(meetingChannel(meetingId), 'lobby:left', lobbyPeer);
    },
  });

  return {
    lobbyCounts,
    lobbyPeers,

    /** Whether somebody may be a lobbyPeer of this room. */
    mayPreconnect: async (room: LiveRoom, userId: string): Promise<boolean> =>
      enabled &&
      mayConnectBeforeJoining({
        isOwner: room.ownerId === userId,
        hasAttended: await hasAttended(attendances, room.id, userId),
      }),
  };
}
