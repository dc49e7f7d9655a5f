import type { KeyedMutex } from '../platform/keyed-mutex';
import type { Announcer } from './announcer';
import { memberOfUser, nameIn, type LiveMeeting, type Member } from './live-meeting';
import type { MeetingServiceOptions } from './meeting.service';

/** How a new name of an account reaches the meetings that it is in. */
export function createRenaming(
  { live, store, writer }: MeetingServiceOptions,
  announce: Announcer,
  lock: KeyedMutex,
) {
  /** By user id; a join that is under way, or prepared in a lobby, may have read an older one. */
  const latest = new Map<string, string>();

  /** Shows the latest name of somebody who holds a seat, where that is not the one shown. */
  function apply(meeting: LiveMeeting, member: Member): void {
    const displayName = latest.get(member.userId);
    if (displayName === undefined || displayName === member.participant.displayName) return;
    const name = nameIn(meeting, member.userId, displayName);
    member.participant = { ...member.participant, ...name };
    announce.renamed(meeting, member);
    void writer.write(() => store.passSeat(meeting, member));
  }

  return {
    latestName: (userId: string): string | undefined => latest.get(userId),
    apply,

    async rename(userId: string, displayName: string): Promise<void> {
      latest.set(userId, displayName);
      const meetings = live.all().filter((meeting) => memberOfUser(meeting, userId));
      await Promise.all(
        meetings.map((meeting) =>
          lock.run(meeting.room.id, async () => {
            const member = memberOfUser(meeting, userId);
            if (member !== undefined) apply(meeting, member);
          }),
        ),
      );
    },
  };
}
