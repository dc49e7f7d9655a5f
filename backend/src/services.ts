import { createAdmission } from './auth/admission';
import { createAuthService } from './auth/auth.service';
import { createPasswordHasher } from './auth/password';
import { createSessionModel } from './auth/session.model';
import { createSessionService } from './auth/session.service';
import { createAccessTokens } from './auth/tokens';
import { createUserModel } from './auth/user.model';
import { createChatSpace } from './chat/chat-space';
import { createChatService } from './chat/chat.service';
import { createMessageModel } from './chat/message.model';
import { createHistoryService } from './history/history.service';
import { createHistoryStore } from './history/history-store';
import type { RunningMeetings } from './history/reading-rules';
import type { Limits } from './limits';
import { createJoinTimingService } from './join-timing/join-timing.service';
import { createIceService } from './ice/ice.service';
import { createAttendanceModel } from './meetings/attendance.model';
import { lastSignOfLife, meetingChannel, seemsOver, type LiveRoom } from './meetings/live-meeting';
import { LiveMeetings, type Membership } from './meetings/live-meetings';
import { createMeetingKeeper } from './meetings/meeting-keeper';
import { createMeetingModel } from './meetings/meeting.model';
import { createMeetingOpener } from './meetings/meeting-opener';
import { createMeetingService } from './meetings/meeting.service';
import { createMeetingStore } from './meetings/meeting-store';
import { createSeatModel } from './meetings/seat.model';
import type { Config } from './platform/config';
import type { Connection } from './platform/database';
import type { Logger } from './platform/logger';
import { RetryingWriteQueue } from './platform/retrying-write-queue';
import type { Scope } from './platform/scope';
import type { Secrets } from './platform/secrets';
import type { SecurityLog } from './platform/security-log';
import type { SocketServer } from './platform/socket';
import { createRoomModel, type RoomRecord } from './rooms/room.model';
import { createRoomService } from './rooms/room.service';
import { createLobby } from './lobby/lobby';
import { createStorageLimits } from './storage-limits';

export interface ServicesOptions {
  config: Config;
  secrets: Secrets;
  connection: Connection;
  logger: Logger;
  now: () => number;
  limits: Limits;
  sockets: SocketServer;
  security: SecurityLog;
  scope: Scope;
}

export type Services = ReturnType<typeof createServices>;

/** Creates all models and services and connects them. No other file knows several domains. */
export function createServices(options: ServicesOptions) {
  const { config, secrets, connection, logger, now, limits, sockets, scope } = options;
  const leaseMs = config.seatLeaseSeconds * 1000;
  const graceUntil = now() + leaseMs;
  const models = createModels(connection);
  const storage = createStorageLimits(config.storageLimitFactor);
  const writer = new RetryingWriteQueue(logger);
  scope.add(() => writer.flush());

  const auth = createAuth(
    options,
    models,
    (userId, displayName) => void meetings.rename(userId, displayName),
  );
  const displayNameOf = async (userId: string) => (await auth.readUser(userId)).displayName;

  const ice = createIceService(config.ice, secrets, now);
  const joinTiming = createJoinTimingService(logger, scope);
  const live = new LiveMeetings();
  const chat = createChatService({
    messages: models.messages,
    space: createChatSpace(storage),
    publishSent: (meetingId, message) =>
      sockets.publish(meetingChannel(meetingId), 'chat:sent', { message }),
    now,
  });

  const rooms = createRoomService({
    rooms: models.rooms,
    meshLimit: config.rooms.meshLimit,
    limits,
    displayNameOf,
    peopleIn: (roomId) => live.peopleIn(roomId, now()),
    onChanged: (room) => void meetings.roomChanged(toLiveRoom(room)),
    onRemoved: (roomId, code) => meetings.endRoom(roomId, code),
    now,
  });

  const store = createMeetingStore(models, leaseMs);
  const lobby = createLobby(
    {
      enabled: config.lobbyPreconnect,
      live,
      attendances: models.attendances,
      publish: sockets.publish,
    },
    scope,
  );
  const meetings = createMeetingService({
    live,
    lobbyCounts: lobby.lobbyCounts,
    store,
    openMeeting: createMeetingOpener({
      store,
      leaseMs,
      graceUntil,
      openChat: chat.open,
      countMessages: chat.count,
      meetingsOfDay: storage.meetingsOfDay,
      now,
    }),
    writer,
    leaseMs,
    crashLeaseMs: config.crashLeaseSeconds * 1000,
    publish: sockets.publish,
    chat,
    iceServersFor: ice.iceServersFor,
    touchRoom: async (roomId) => liveRoomOf(await rooms.touch(roomId)),
    logger,
    now,
  });
  scope.add(() => meetings.close());
  const { exclusively } = meetings;
  const countMessages = chat.countStored;
  const keeper = createMeetingKeeper(
    { live, store, leaseMs, graceUntil, exclusively, countMessages, logger, now },
    scope,
  );
  const history = createHistoryService({
    store: createHistoryStore(models.meetings, models.attendances),
    running: runningMeetings(live, now),
    seemsOver: (lastSign) => seemsOver(lastSign, now()),
    existingRooms: rooms.existing,
    countMessages,
    searches: limits.searches,
    now,
  });

  return {
    auth,
    admission: createAdmission(auth, limits),
    rooms,
    chat,
    ice,
    joinTiming,
    meetings,
    history,
    keeper,
    live,
    lobbyPeers: lobby.lobbyPeers,
    meetingIdOf: (socketId: string) => live.membershipOf(socketId)?.meeting.id,
    seatOf: (socketId: string) => toSeat(live.seatOf(socketId)),
    ownRoomId: async (userId: string, code: string) =>
      (await rooms.findOwn(userId, code))._id.toString(),
    meetingCommands: {
      meetings,
      live,
      lobby,
      findRoom: async (userId: string, code: string) => toLiveRoom(await rooms.find(userId, code)),
      displayNameOf,
      iceServersFor: ice.iceServersFor,
      now,
    },
  };
}

function createAuth(
  { config, secrets, logger, now, limits, sockets, security }: ServicesOptions,
  models: Models,
  onRenamed: (userId: string, displayName: string) => void,
) {
  return createAuthService({
    users: models.users,
    sessions: createSessionService({
      sessions: models.sessions,
      refreshSecret: secrets.refreshSecret,
      now,
      security,
      onEnded: sockets.endSession,
    }),
    hasher: createPasswordHasher(secrets.passwordPepper, config.auth.bcryptCost),
    tokens: createAccessTokens(secrets.jwtSecret, config.auth.accessTokenSeconds, now),
    limits,
    logger,
    onRenamed,
    security,
    now,
  });
}

type Models = ReturnType<typeof createModels>;

const createModels = (connection: Connection) => ({
  users: createUserModel(connection),
  sessions: createSessionModel(connection),
  rooms: createRoomModel(connection),
  meetings: createMeetingModel(connection),
  attendances: createAttendanceModel(connection),
  seats: createSeatModel(connection),
  messages: createMessageModel(connection),
});

const runningMeetings = (live: LiveMeetings, now: () => number): RunningMeetings => ({
  lastSignOfLife(meetingId) {
    const meeting = live.byId(meetingId);
    return meeting && lastSignOfLife(meeting, now());
  },
  holdsSeat: (meetingId, userId) => live.holdsSeat(meetingId, userId),
});

const toSeat = ({ meeting, member: { participant, userId } }: Membership) => ({
  meetingId: meeting.id,
  sender: {
    id: participant.id,
    userId,
    displayName: participant.displayName,
    nameNumber: participant.nameNumber,
  },
});

const liveRoomOf = (room: RoomRecord | null): LiveRoom | null => room && toLiveRoom(room);

const toLiveRoom = (room: RoomRecord): LiveRoom => ({
  id: room._id.toString(),
  code: room.code,
  name: room.name,
  ownerId: room.ownerId.toString(),
  capacity: room.capacity,
});
