import type { EndReason } from '@parley/shared/meetings';
import type { Participant } from '@parley/shared/participants';
import {
  meetingChannel,
  presenceOf,
  watchChannel,
  type LiveMeeting,
  type LiveRoom,
  type Member,
} from './live-meeting';
import type { MeetingServiceOptions } from './meeting.service';

export type Announcer = ReturnType<typeof createAnnouncer>;

/** Tells those in a meeting, and those who watch its room, what happened. */
export function createAnnouncer({
  live,
  publish,
  lobbies,
}: Pick<MeetingServiceOptions, 'live' | 'publish' | 'lobbies'>) {
  const presence = (room: LiveRoom): void => {
    publish(watchChannel(room.id), 'room:changed', presenceOf(room, live.byRoom(room.id)));
    // Somebody with a seat does not count as being in the lobby.
    lobbies.changed(room.id);
  };
  return {
    presence,
    updated(meeting: LiveMeeting, { participant, socket }: Member): void {
      publish(meetingChannel(meeting.id), 'participant:updated', { participant }, socket?.id);
    },
    left(meeting: LiveMeeting, who: Pick<Participant, 'id' | 'instanceId'>): void {
      publish(meetingChannel(meeting.id), 'participant:left', who);
      presence(meeting.room);
    },
    ended(meeting: LiveMeeting, reason: EndReason): void {
      publish(meetingChannel(meeting.id), 'meeting:ended', { reason });
    },
  };
}
