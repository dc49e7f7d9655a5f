import type { FactName, FactPayload } from '@parley/shared/socket-events';
import { hasAttended, type AttendanceModel } from '../meetings/attendance.model';
import { meetingChannel, type LiveRoom } from '../meetings/live-meeting';
import type { LiveMeetings } from '../meetings/live-meetings';
import { Lobbies } from '../meetings/lobbies';
import type { Scope } from '../platform/scope';
import { mayConnectBeforeJoining } from './visitor.policy';
import { Visitors } from './visitors';

export interface PrejoinOptions {
  /** `PREJOIN_WARMUP`: connections before joining show addresses to those who are in the room. */
  enabled: boolean;
  live: LiveMeetings;
  attendances: AttendanceModel;
  publish: <F extends FactName>(channel: string, fact: F, payload: FactPayload<F>) => void;
}

export type Prejoin = ReturnType<typeof createPrejoin>;

/** What the server knows and allows of people who are on the page before joining. */
export function createPrejoin(options: PrejoinOptions, scope: Scope) {
  const { enabled, live, attendances, publish } = options;
  const meetingIn = (roomId: string) => live.byRoom(roomId);

  const lobbies = new Lobbies({
    meetingIn,
    tell: (meetingId, count) => publish(meetingChannel(meetingId), 'lobby:changed', { count }),
  });
  scope.add(() => lobbies.close());

  const visitors = new Visitors({
    meetingIn,
    tellLeft: (meetingId, visitor) => {
      live.byId(meetingId)?.epochs.forget(visitor.instanceId);
      publish(meetingChannel(meetingId), 'visitor:left', visitor);
    },
  });

  return {
    lobbies,
    visitors,

    /** Whether somebody may be a visitor of this room. */
    mayWarmUp: async (room: LiveRoom, userId: string): Promise<boolean> =>
      enabled &&
      mayConnectBeforeJoining({
        isOwner: room.ownerId === userId,
        hasAttended: await hasAttended(attendances, room.id, userId),
      }),
  };
}
