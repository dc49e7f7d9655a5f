import { isHost } from '@parley/shared/roles';
import type { PasswordHasher } from './auth/password';
import { findUserByEmail, findUserNames, type UserModel } from './auth/user.model';
import type { EntryModel, PasswordGrantModel } from './entry/entry.model';
import { createEntryService, type MeetingFacts } from './entry/entry.service';
import { WaitingRooms, type WaitingRoomsOptions } from './entry/waiting-room';
import type { MeetingRegistry } from './meetings/meeting-registry';
import type { AttendanceModel, MeetingModel, SeatModel } from './meetings/meeting.model';
import { findAttendees, readStoredMeeting } from './meetings/stored-meeting';
import type { Limits } from './limits';
import type { Scheduler } from './platform/scheduler';
import type { Scope } from './platform/scope';
import type { Secrets } from './platform/secrets';
import type { SocketServer } from './platform/socket';
import type { RoomDocument, RoomModel } from './rooms/room.model';
import { createRoomPasswords } from './rooms/room-passwords';
import type { SecurityLog } from './platform/security-log';
import { createRoomPeopleService } from './rooms/room-people';
import type { RoomService } from './rooms/room.service';

export interface EntryServicesOptions {
  readonly security: SecurityLog;
  readonly models: {
    readonly users: UserModel;
    readonly rooms: RoomModel;
    readonly meetings: MeetingModel;
    readonly seats: SeatModel;
    readonly attendances: AttendanceModel;
    readonly entries: EntryModel;
    readonly passwordGrants: PasswordGrantModel;
  };
  readonly registry: MeetingRegistry;
  readonly hasher: PasswordHasher;
  readonly onKnocked: WaitingRoomsOptions['onKnocked'];
  readonly secrets: Secrets;
  readonly limits: Limits;
  readonly sockets: SocketServer;
  readonly scheduler: Scheduler;
  readonly scope: Scope;
  readonly now: () => number;
}

/** Creates what decides who enters a room: stored decisions, waiting rooms and passwords. */
export function createEntryServices(options: EntryServicesOptions) {
  const { models, registry, hasher, secrets, limits, sockets, scheduler, scope, now } = options;

  const entries = createEntryService({
    entries: models.entries,
    grants: models.passwordGrants,
    secret: secrets.refreshSecret,
    meetingIn: (roomId, person) => factsIn(registry, roomId, person),
    storedMeetingIn: (room, person) => readStoredMeeting(models, room, person),
    now,
  });
  const waitingRooms = new WaitingRooms({
    publish: sockets.publish,
    onKnocked: options.onKnocked,
    hostsInMeeting: (roomId) => hostsIn(registry, roomId),
    isHostInMeeting(roomId, userId) {
      const meeting = registry.byRoom(roomId);
      return meeting && isHost(meeting.hosting.roleOf({ userId, isGuest: false }, meeting.room));
    },
    scheduler,
    now,
  });
  scope.add(() => waitingRooms.close());
  const passwords = createRoomPasswords({
    hash: (password, { userId, address }) => hasher.hash(password, { account: userId, address }),
    verify: (password, hash, { userId, address }) =>
      hasher.verify(password, hash, { account: userId, address }),
    secret: secrets.refreshSecret,
    limits,
  });

  return {
    entries,
    waitingRooms,
    passwords,

    /** The people in the settings of rooms. */
    createRoomPeople: (rooms: RoomService, onChanged: (room: RoomDocument) => void) =>
      createRoomPeopleService({
        rooms: models.rooms,
        service: rooms,
        accountByEmail: (email) => findUserByEmail(models.users, email),
        accountsById: (ids) => findUserNames(models.users, ids),
        attendeesOf: (roomId) => findAttendees(models, roomId),
        keptOut: entries.keptOut,
        letBackIn: entries.letBackIn,
        unknownEmails: limits.unknownEmails,
        onChanged,
        security: options.security,
      }),
  };
}

/** The part of a room that only the door needs. */
export const doorOf = ({ trustedIds, password }: RoomDocument) => ({
  trustedIds: (trustedIds ?? []).map(String),
  passwordVersion: password?.version ?? null,
});

function factsIn(
  registry: MeetingRegistry,
  roomId: string,
  person: { userId: string; isGuest: boolean },
): MeetingFacts | undefined {
  const meeting = registry.byRoom(roomId);
  if (meeting === undefined) return undefined;
  return {
    id: meeting.id,
    isLocked: meeting.controls.isLocked,
    holdsSeat: meeting.seatOfUser(person.userId) !== undefined,
    role: meeting.hosting.roleOf(person, meeting.room),
  };
}

function hostsIn(registry: MeetingRegistry, roomId: string): string[] {
  const seats = [...(registry.byRoom(roomId)?.seats.values() ?? [])];
  return seats.filter(({ participant }) => isHost(participant.role)).map(({ userId }) => userId);
}
