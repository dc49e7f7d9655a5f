import type { EndReason } from '@parley/shared/meetings';
import { meetingChannel, type LiveMeeting, type Member } from './live-meeting';
import type { MeetingServiceOptions } from './meeting.service';
import type { Announcer } from './announcer';

export type Departures = ReturnType<typeof createDepartures>;

/** How people go, and how a meeting ends with the last of them. */
export function createDepartures(options: MeetingServiceOptions, announce: Announcer) {
  const { live, store, writer, chat } = options;

  /** Out of the meeting as of `at`; the last one ends it. */
  async function remove(meeting: LiveMeeting, member: Member, at: Date): Promise<void> {
    clearTimeout(member.lease);
    const { id, instanceId } = member.participant;
    if (!meeting.members.delete(id)) return;
    meeting.epochs.forget(instanceId);
    // Whose lease runs out last may have been lost before somebody else left.
    meeting.lastLeftAt = Math.max(meeting.lastLeftAt, at.getTime());
    const socket = live.detach(member);
    void socket?.leave(meetingChannel(meeting.id));
    announce.left(meeting, { id, instanceId });
    await writer.write(async () => {
      await store.closeAttendance(meeting.id, member.userId, at);
      await store.releaseSeat(meeting.id, member.userId);
    });
    await endIfEmpty(meeting, new Date(meeting.lastLeftAt));
  }

  async function endIfEmpty(meeting: LiveMeeting, at: Date): Promise<void> {
    const isOpen = live.byRoom(meeting.room.id) === meeting;
    if (isOpen && meeting.members.size === 0) await end(meeting, at, 'everyone_left');
  }

  async function end(meeting: LiveMeeting, at: Date, reason: EndReason): Promise<void> {
    live.remove(meeting);
    const messageCount = chat.count(meeting.id);
    await writer.write(() => store.end(meeting.id, at, reason, messageCount));
    void writer.write(() => options.touchRoom(meeting.room.id));
    chat.close(meeting.id);
    options.logger.info({ meetingId: meeting.id, reason }, 'meeting ended');
  }

  /** Everybody out at once. */
  async function endForAll(meeting: LiveMeeting, at: Date, reason: EndReason): Promise<void> {
    announce.ended(meeting, reason);
    for (const member of meeting.members.values()) {
      clearTimeout(member.lease);
      void live.detach(member)?.leave(meetingChannel(meeting.id));
    }
    meeting.members.clear();
    await end(meeting, at, reason);
  }

  return { remove, endIfEmpty, endForAll };
}
