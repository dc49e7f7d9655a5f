import type { EventName, EventPayload } from '@parley/shared/socket-events';
import { meetingChannel } from '../channels';
import type { Scheduler } from '../platform/scheduler';
import type { Scope } from '../platform/scope';
import { LobbyCounts } from './lobby-counts';
import { LobbyPeers, type LobbyMeeting } from './lobby-peers';

export interface LobbyOptions<M extends LobbyMeeting> {
  /** `LOBBY_PRECONNECT`: preconnecting shows addresses to the participants of the room. */
  readonly enabled: boolean;
  /** The running meeting of a room. */
  readonly meetingIn: (roomId: string) => M | undefined;
  /** Whether a user was ever in a meeting of a room. */
  readonly hasAttended: (roomId: string, userId: string) => Promise<boolean>;
  readonly publish: <E extends EventName>(
    channel: string,
    event: E,
    payload: EventPayload<E>,
  ) => void;
  readonly scheduler: Scheduler;
}

export type Lobby<M extends LobbyMeeting = LobbyMeeting> = ReturnType<typeof createLobby<M>>;

/** Creates the server's state of the lobbies: lobby peers, counts and the preconnect policy. */
export function createLobby<M extends LobbyMeeting>(options: LobbyOptions<M>, scope: Scope) {
  const { enabled, meetingIn, hasAttended, publish, scheduler } = options;

  const counts = new LobbyCounts({
    meetingIn,
    publishCount: (meetingId, count) =>
      publish(meetingChannel(meetingId), 'lobby:changed', { count }),
    scheduler,
  });
  scope.add(() => counts.close());

  const peers = new LobbyPeers<M>({
    meetingIn,
    publishLeft: (meetingId, peer) => publish(meetingChannel(meetingId), 'lobby:left', peer),
  });

  return {
    counts,
    peers,

    /**
     * Whether a person who may enter this room may be a lobby peer of it. Preconnecting shows the
     * addresses of both sides to each other, so the room has to know the person: as a host, as
     * somebody whom a host has let in lately, or from an earlier meeting.
     */
    mayPreconnect: async (
      room: { id: string },
      userId: string,
      { isHost, isAdmitted }: { isHost: boolean; isAdmitted: boolean },
    ): Promise<boolean> =>
      enabled && (isHost || isAdmitted || (await hasAttended(room.id, userId))),
  };
}
