import type { EndReason } from '@parley/shared/meetings';
import type { Participant } from '@parley/shared/participants';
import {
  meetingChannel,
  presenceOf,
  roomChannel,
  viewMeeting,
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
  lobbyCounts,
  now,
}: Pick<MeetingServiceOptions, 'live' | 'publish' | 'lobbyCounts' | 'now'>) {
  const presence = (room: LiveRoom): void => {
    publish(watchChannel(room.id), 'room:changed', presenceOf(room, live.byRoom(room.id), now()));
    // Somebody with a seat does not count as being in the lobby.
    lobbyCounts.changed(room.id);
  };
  return {
    presence,
    updated(meeting: LiveMeeting, { participant, socket }: Member): void {
      publish(meetingChannel(meeting.id), 'participant:updated', { participant }, socket?.id);
    },
    /** Also to the one who has another name, and to those who look from outside. */
    renamed(meeting: LiveMeeting, { participant }: Member): void {
      publish(meetingChannel(meeting.id), 'participant:updated', { participant });
      presence(meeting.room);
    },
    /** The room was renamed or resized. */
    changed(meeting: LiveMeeting): void {
      publish(meetingChannel(meeting.id), 'meeting:updated', { meeting: viewMeeting(meeting) });
    },
    left(meeting: LiveMeeting, who: Pick<Participant, 'id' | 'instanceId'>): void {
      publish(meetingChannel(meeting.id), 'participant:left', who);
      presence(meeting.room);
    },
    ended(meeting: LiveMeeting, reason: EndReason): void {
      publish(meetingChannel(meeting.id), 'meeting:ended', { reason });
    },
    deleted(roomId: string, code: string): void {
      publish(roomChannel(roomId), 'room:deleted', { code });
    },
  };
}
