import { moveActivities, type ActivityModel } from './activities/activity.model';
import type { AuthService } from './auth/auth.service';
import type { SessionService } from './auth/session.service';
import { PROVEN_GRACE_MS } from './auth/token-chain';
import type { AccessTokens } from './auth/tokens';
import type { ChatService } from './chat/chat.service';
import { moveMinutes, type ConnectionHourModel } from './connections/connection-hour.model';
import { createClaimService } from './guests/claim.service';
import type { GuestModel } from './guests/guest.model';
import { createGuestService } from './guests/guest.service';
import {
  mayChange,
  participantOf,
  type RecordAccess,
  type RecordReader,
} from './history/record-access';
import { moveActions, type HostActionModel } from './host-controls/host-action.model';
import type { Limits } from './limits';
import type { PersonalMarks } from './marks/personal-marks';
import { createAttendanceMover } from './meetings/attendance-mover';
import type { MeetingRegistry } from './meetings/meeting-registry';
import type { AttendanceModel, MeetingModel } from './meetings/meeting.model';
import { AppError } from './platform/errors';
import type { Identity } from './platform/http';
import type { Logger } from './platform/logger';
import type { SecurityLog } from './platform/security-log';
import type { RoomDocument } from './rooms/room.model';
import type { RoomService } from './rooms/room.service';

export interface GuestServicesOptions {
  readonly models: {
    readonly guests: GuestModel;
    readonly attendances: AttendanceModel;
    readonly meetings: MeetingModel;
    readonly activities: ActivityModel;
    readonly connectionHours: ConnectionHourModel;
    readonly hostActions: HostActionModel;
  };
  /** The operator's switch `GUESTS`. */
  readonly enabled: boolean;
  readonly auth: AuthService;
  readonly sessions: SessionService;
  readonly tokens: AccessTokens;
  readonly rooms: RoomService;
  readonly chat: ChatService;
  readonly access: RecordAccess;
  readonly personalMarks: PersonalMarks;
  readonly registry: MeetingRegistry;
  readonly limits: Limits;
  readonly security: SecurityLog;
  /** A guest has a new name. */
  readonly onRenamed: (userId: string, displayName: string) => void;
  readonly logger: Logger;
  readonly now: () => number;
}

/** Creates the services for guests, and what depends on whether somebody is an account or a guest. */
export function createGuestServices(options: GuestServicesOptions) {
  const { models, enabled, auth, sessions, tokens, rooms, limits, security, now } = options;
  const { registry, logger } = options;

  const guests = createGuestService({
    guests: models.guests,
    enabled,
    findRoom: async (address, code) => {
      const room = await rooms.findAnonymously(address, code);
      const { _id, access = 'link', password, keyCheck } = room;
      const id = _id.toString();
      const retention = registry.retentionIn({ id, retention: room.retention });
      return { id, access, hasPassword: password !== undefined, keyCheck, retention };
    },
    openSession: sessions.open,
    endSessions: (userId) => sessions.endAll(userId, 'kept out'),
    rotateSession: (refreshToken, accessToken = '', trace) =>
      sessions.rotate(refreshToken, tokens.sessionOf(accessToken, PROVEN_GRACE_MS / 1000), trace),
    issueToken: tokens.issue,
    limits,
    onRenamed: options.onRenamed,
    security,
    now,
  });

  const mover = createAttendanceMover({
    attendances: models.attendances,
    meetings: models.meetings,
    async moveTraces(meetingId, from, to) {
      await options.chat.moveMessages(meetingId, from, to);
      await options.personalMarks.move(meetingId, from, to);
      await moveActions(models.hostActions, meetingId, from, {
        ...to,
        nameNumber: to.nameNumber ?? null,
      });
      await moveActivities(models.activities, meetingId, from, to.id);
      await moveMinutes(models.connectionHours, meetingId, from, to.id);
    },
  });
  const claims = createClaimService({
    guests: models.guests,
    guestOfToken: sessions.guestOfToken,
    endSession: (refreshToken, trace) => sessions.endByToken(refreshToken, 'claimed', trace),
    displayNameOf: async (userId) => (await auth.readUser(userId)).displayName,
    meetingsOf: mover.summaryOf,
    isInMeeting: (guestId) => registry.all().some((meeting) => meeting.seatOfUser(guestId)),
    moveMeetings: mover.moveAll,
    security,
    now,
  });

  return {
    guests,
    claims,

    /** @throws {AppError} for an account: NOT_FOUND, RATE_LIMITED; for a guest: see `findForGuest` */
    findRoom: ({ userId, guestOf }: Identity, code: string): Promise<RoomDocument> =>
      guestOf === undefined ? rooms.find(userId, code) : rooms.findForGuest(guestOf, code),

    /** @throws {AppError} if the account or the guest no longer exists */
    displayNameOf: async ({ userId, guestOf }: Identity): Promise<string> =>
      guestOf === undefined
        ? (await auth.readUser(userId)).displayName
        : guests.displayNameOf(userId),

    /**
     * Finds what an account or a guest may read of a meeting: a guest only during the meeting.
     * @throws {AppError} NOT_FOUND, MEETING_RUNNING, NOT_A_MEMBER or UNAUTHENTICATED
     */
    async readerOf(identity: Identity, meetingId: string): Promise<RecordReader> {
      const { userId, guestOf } = identity;
      const running = registry.byId(meetingId);
      // During the meeting, the database may not have the latest name yet.
      const seated = running?.seatOfUser(userId)?.participant;
      if (guestOf === undefined) {
        const reading = await options.access.open(userId, meetingId);
        const { meeting, attendance, until } = reading;
        return {
          userId,
          roomId: meeting.roomId.toString(),
          until,
          participant: seated ?? (attendance && participantOf(attendance)),
          mayChange: mayChange(reading),
        };
      }
      // Nothing tells a guest whether a meeting of another room exists.
      if (running?.room.id !== guestOf) throw new AppError('UNAUTHENTICATED');
      if (seated === undefined) throw new AppError('NOT_A_MEMBER');
      return { userId, roomId: guestOf, until: undefined, participant: seated, mayChange: true };
    },

    /** Completes what a crash or a running meeting has left of claims. Never throws. */
    finishClaims(): void {
      claims.finish().catch((err: unknown) => logger.warn({ err }, 'claims not completed'));
    },
  };
}
