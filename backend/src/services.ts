import { createAdmission } from './auth/admission';
import { createEndedSessions } from './auth/ended-sessions';
import { type AuthServiceOptions, createAuthService } from './auth/auth.service';
import { createPasswordHasher } from './auth/password';
import { sessionStartedAt } from './auth/session-list';
import { createSessionService, type SessionService } from './auth/session.service';
import { createAccessTokens } from './auth/tokens';
import { meetingChannel } from './channels';
import { createChatSpace } from './chat/chat-space';
import { createChatService, type ChatService } from './chat/chat.service';
import { createHistoryService } from './history/history.service';
import { createHistoryStore } from './history/history-store';
import { createGuestServices } from './guest-services';
import type { Limits } from './limits';
import { createModels, type Models } from './models';
import { createPersonalData } from './personal-data';
import { createJoinTimingService } from './join-timing/join-timing.service';
import { createIceService } from './ice/ice.service';
import { LeaseSupervisor } from './meetings/lease-supervisor';
import type { MeetingRoom } from './meetings/meeting-io';
import { MeetingRegistry, type HeldSeat } from './meetings/meeting-registry';
import { MeetingStore } from './meetings/meeting-store';
import { MeetingService } from './meetings/meeting.service';
import { createNodeStore } from './meetings/node-store';
import { seemsOver } from './meetings/seat';
import type { Config } from './platform/config';
import type { Connection } from './platform/database';
import { AppError } from './platform/errors';
import type { Identity } from './platform/http';
import type { Logger } from './platform/logger';
import { RetryingWriteQueue } from './platform/retrying-write-queue';
import type { Scheduler } from './platform/scheduler';
import type { Scope } from './platform/scope';
import type { Secrets } from './platform/secrets';
import type { SecurityLog } from './platform/security-log';
import type { SocketServer } from './platform/socket';
import { touchRoom, type RoomDocument } from './rooms/room.model';
import { createRoomService, type RoomService } from './rooms/room.service';
import { createSecondFactor } from './second-factor/second-factor';
import { createLobby } from './lobby/lobby';
import { LinkEpochs } from './signaling/link-epochs';
import { createStorageLimits } from './storage-limits';

export interface ServicesOptions {
  config: Config;
  secrets: Secrets;
  connection: Connection;
  logger: Logger;
  now: () => number;
  scheduler: Scheduler;
  limits: Limits;
  sockets: SocketServer;
  security: SecurityLog;
  scope: Scope;
}

export type Services = ReturnType<typeof createServices>;

/**
 * Creates all models and services and connects them. No other file knows several domains. Meetings
 * come before users and rooms, whose changes they publish.
 */
export function createServices(options: ServicesOptions) {
  const { config, secrets, connection, logger, now, scheduler, limits, sockets, scope } = options;
  const { security } = options;
  const models = createModels(connection);
  const storage = createStorageLimits(config.storageLimitFactor);
  const writes = new RetryingWriteQueue(logger, scheduler);
  scope.add(() => writes.flush());

  const ice = createIceService(config.ice, secrets, now);
  const joinTiming = createJoinTimingService(logger, scope);
  const registry = new MeetingRegistry();
  const chat = createChatService({
    messages: models.messages,
    space: createChatSpace(storage),
    publishSent: (meetingId, message) =>
      sockets.publish(meetingChannel(meetingId), 'chat:sent', { message }),
    now,
  });

  const store = new MeetingStore(models);
  const lobby = createLobby(
    {
      enabled: config.lobbyPreconnect,
      meetingIn: (roomId: string) => registry.byRoom(roomId),
      hasAttended: (roomId, userId) => store.hasAttended(roomId, userId),
      publish: sockets.publish,
      scheduler,
    },
    scope,
  );
  const leases = new LeaseSupervisor({
    registry,
    store,
    nodes: createNodeStore(models.nodes),
    createLinkEpochs: () => new LinkEpochs(),
    countMessages: chat.countStored,
    leaseMs: config.seatLeaseSeconds * 1000,
    crashLeaseMs: config.crashLeaseSeconds * 1000,
    scheduler,
    logger,
    now,
  });
  const meetings = new MeetingService({
    registry,
    store,
    leases,
    writes,
    publish: sockets.publish,
    // A user with a seat does not count as being in the lobby.
    onSeatsChanged: (roomId) => lobby.counts.changed(roomId),
    chat,
    admitMeeting: async (userId) => {
      const retryAfter = storage.meetingsOfDay.take(userId, 1);
      if (retryAfter > 0) throw new AppError('MEETING_LIMIT', { retryAfter });
    },
    touchRoom: async (roomId) => {
      const room = await touchRoom(models.rooms, roomId, new Date(now()));
      return room && toMeetingRoom(room);
    },
    logger,
  });
  scope.add(() => meetings.close());
  scope.add(() => leases.stop());

  const sessions = createSessions(options, models);
  const onRenamed = (userId: string, displayName: string) =>
    void meetings.rename(userId, displayName);
  const tokens = createAccessTokens(secrets.jwtSecret, config.auth.accessTokenSeconds, now);
  const auth = createAuth(options, models, {
    sessions,
    tokens,
    onRenamed,
    beginSecondStep: (userId) => secondFactor.secondStep.begin(userId),
  });
  const secondFactor = createSecondFactor({
    models,
    secret: secrets.passwordPepper,
    wrongFactors: limits.wrongFactors,
    security,
    readUser: auth.readUser,
    hasPassword: auth.hasPassword,
    isPasswordRight: auth.isPasswordRight,
    signedInAt: (sessionId) => sessionStartedAt(models.sessions, sessionId),
    now,
  });
  const displayNameOf = async (userId: string) => (await auth.readUser(userId)).displayName;
  const rooms = createRoomService({
    rooms: models.rooms,
    meshLimit: config.rooms.meshLimit,
    limits,
    displayNameOf,
    peopleIn: (roomId) => registry.countIn(roomId, now()),
    onChanged: (room) => void meetings.roomChanged(toMeetingRoom(room)),
    onRemoved: (roomId, code) => meetings.endRoom(roomId, code),
    now,
  });
  const history = createHistory(options, models, { rooms, chat, leases, registry });
  const { findRoom, ...people } = createGuestServices({
    ...options,
    models,
    enabled: config.guests,
    auth,
    sessions,
    tokens,
    rooms,
    chat,
    history,
    registry,
    onRenamed,
  });
  const finishClaims = () =>
    people.claims.finish().catch((err: unknown) => logger.warn({ err }, 'claims not completed'));
  meetings.onEnded(() => void finishClaims());

  const { accountData, erasure } = createPersonalData(options, models, {
    auth,
    sessions,
    rooms,
    forgetClaims: people.claims.forget,
  });

  return {
    ...people,
    auth,
    sessions,
    secondFactor,
    /** Makes sure of a proof of identity before a dangerous action. */
    requireRecentProof: secondFactor.stepUp.requireRecentProof,
    accountData,
    erasure,
    admission: createAdmission(auth, limits),
    rooms,
    chat,
    ice,
    joinTiming,
    meetings,
    history,
    leases,
    registry,
    lobby,
    /** Registers this server's lease; nothing may join before. */
    async start() {
      await leases.start(meetings);
      await finishClaims();
    },
    meetingIdOf: (socketId: string) => registry.bySocket(socketId)?.meeting.id,
    seatOf: (socketId: string) => toSender(registry.seatOf(socketId)),
    ownRoomId: async (userId: string, code: string) =>
      (await rooms.findOwn(userId, code))._id.toString(),
    findRoom: async (identity: Identity, code: string) =>
      toMeetingRoom(await findRoom(identity, code)),
  };
}

function createHistory(
  { limits, now }: ServicesOptions,
  models: Models,
  parts: {
    rooms: RoomService;
    chat: ChatService;
    leases: LeaseSupervisor;
    registry: MeetingRegistry;
  },
) {
  const { rooms, chat, leases, registry } = parts;
  return createHistoryService({
    store: createHistoryStore(models.meetings, models.attendances),
    seemsOver: (lastSign) => seemsOver(lastSign, now()),
    existingRooms: rooms.existing,
    countMessages: chat.countStored,
    lastSignOf: (document) => leases.lastSignOf(document),
    holdsSeat: (meetingId, userId) => registry.holdsSeat(meetingId, userId),
    searches: limits.searches,
    now,
  });
}

function createSessions(
  { secrets, logger, now, sockets, security, scope }: ServicesOptions,
  models: Models,
): SessionService {
  const ended = createEndedSessions(models.endedSessions, logger);
  const sessions = createSessionService({
    sessions: models.sessions,
    ended,
    refreshSecret: secrets.refreshSecret,
    now,
    security,
    onEnded: sockets.endSession,
  });
  ended.watch(sessions.noteEnded, scope);
  return sessions;
}

function createAuth(
  { config, secrets, logger, now, limits, security }: ServicesOptions,
  models: Models,
  parts: Pick<AuthServiceOptions, 'sessions' | 'tokens' | 'onRenamed' | 'beginSecondStep'>,
) {
  return createAuthService({
    ...parts,
    users: models.users,
    hasher: createPasswordHasher(secrets.passwordPepper, config.auth.bcryptCost),
    limits,
    logger,
    security,
    now,
  });
}

const toSender = ({ meeting, seat: { participant, userId } }: HeldSeat) => ({
  meetingId: meeting.id,
  sender: {
    id: participant.id,
    userId,
    displayName: participant.displayName,
    nameNumber: participant.nameNumber,
    role: participant.role,
  },
});

const toMeetingRoom = (room: RoomDocument): MeetingRoom => ({
  id: room._id.toString(),
  code: room.code,
  name: room.name,
  ownerId: room.ownerId.toString(),
  capacity: room.capacity,
  coHostIds: (room.coHostIds ?? []).map(String),
  access: room.access ?? 'link',
});
