import { createPasswordHasher } from './auth/password';
import { createSecurityNotices } from './auth/security-notices';
import { createEntryServices, doorOf } from './entry-services';
import { createGuestServices } from './guest-services';
import { createJoinTimingService } from './join-timing/join-timing.service';
import { createIceService } from './ice/ice.service';
import { createAccountMails } from './mail/account-mails';
import { createMailer } from './mail/mailer';
import type { HeldSeat } from './meetings/meeting-registry';
import type { Identity } from './platform/http';
import type { Scope } from './platform/scope';
import type { RoomDocument } from './rooms/room.model';
import { createRoomService } from './rooms/room.service';
import { createAccountServices } from './account-services';
import { createMeetingServices } from './meeting-services';
import { createHostServices } from './host-services';
import { createIntegrationServices } from './integration-services';
import { createModels, type Models } from './models';
import { createPersonalData } from './personal-data';
import { createRecordServices } from './record-services';
import type { ServicesOptions } from './services-options';
import { createWebhookDelivery } from './webhook-services';

export type Services = ReturnType<typeof createServices>;

/**
 * Creates all models and services and connects them. No other file knows several domains. Meetings
 * come before users and rooms, whose changes they publish.
 */
export function createServices(given: ServicesOptions) {
  const { config, secrets, connection, logger, now, limits, scope } = given;
  const models = createModels(connection);
  const { mailer, mails, security } = createMails(given, models);
  const options = { ...given, models, security };
  const ice = createIceService(config.ice, secrets, now);
  const joinTiming = createJoinTimingService(logger, scope, given.metrics);
  const webhookDelivery = createWebhookDelivery(options, models);
  const running = createMeetingServices(options, models, webhookDelivery.hearing);
  const { writes, registry, chat, leases, meetings, toMeetingRoom } = running;
  const toDoorRoom = (room: RoomDocument) => ({ ...toMeetingRoom(room), ...doorOf(room) });
  const hasher = createPasswordHasher(secrets.passwordPepper, config.auth.bcryptCost);
  const onRenamed = (userId: string, displayName: string) =>
    void meetings.rename(userId, displayName);
  const accounts = createAccountServices(options, models, { hasher, onRenamed, mails });
  const { auth } = accounts;
  const onKnocked = webhookDelivery.knockedWith((roomId) => registry.byRoom(roomId)?.id ?? null);
  const entry = createEntryServices({ ...options, registry, hasher, onKnocked });
  const { entries, waitingRooms } = entry;
  const onRoomChanged = (document: RoomDocument) => {
    const room = toMeetingRoom(document);
    void meetings.roomChanged(room);
    waitingRooms.roomChanged(room);
    entries.changed(room.id);
  };
  const displayNameOf = async (userId: string) => (await auth.readUser(userId)).displayName;
  const rooms = createRoomService({
    rooms: models.rooms,
    capacity: running.capacity,
    limits,
    passwords: entry.passwords,
    displayNameOf,
    mayEnter: async (room, { userId, address }) => {
      const visitor = { userId, address, isGuest: false };
      return (await entries.standingOf(toDoorRoom(room), visitor)).entry === 'open';
    },
    peopleIn: (roomId) => registry.countIn(roomId, now()),
    onChanged: onRoomChanged,
    onRemoved: async (roomId, code) => {
      await meetings.endRoom(roomId, code);
      await entries.forgetRoom(roomId);
    },
    now,
  });
  const hosts = createHostServices({
    models,
    writes,
    meetings,
    registry,
    entries,
    chat,
    security,
    endGuest: (userId) => people.guests.end(userId),
    displayNameOf,
    now,
  });
  const parts = { rooms, hosts, displayNameOf };
  const records = createRecordServices({ ...options, ...running, ...parts });

  const people = createGuestServices({
    ...options,
    ...accounts,
    ...running,
    ...records,
    enabled: config.guests,
    rooms,
    onRenamed,
  });
  meetings.onEnded(() => {
    people.finishClaims();
    records.purge.wake();
  });
  const sources = { ...accounts, records, webhookDelivery };
  const integrations = createIntegrationServices({ ...options, ...sources });
  const personalData = createPersonalData(options, models, {
    ...accounts,
    ...integrations,
    ...records,
    rooms,
    forgetClaims: people.claims.forget,
    shares: records.shareStore,
  });

  return {
    ...accounts,
    ...people,
    mailer,
    /** Makes sure of a proof of identity before a dangerous action. */
    requireRecentProof: accounts.secondFactor.stepUp.requireRecentProof,
    ...personalData,
    ...integrations,
    ...running,
    rooms,
    ice,
    joinTiming,
    ...records,
    entries,
    waitingRooms,
    roomPeople: entry.createRoomPeople(rooms, onRoomChanged),
    /** Checks a room password and stores that the person has given it. */
    async givePassword(roomId: string, password: string, by: { userId: string; address: string }) {
      const version = await entry.passwords.check(await rooms.findById(roomId), password, by);
      if (version !== null) await entries.grantPassword(roomId, by.userId, version);
    },
    latestRoom: async (roomId: string) => toDoorRoom(await rooms.findById(roomId)),
    ...hosts,
    /** Registers this server's lease; nothing may join before. Then starts the jobs. */
    async start(jobs: Scope) {
      await webhookDelivery.dispatcher.start();
      await leases.start(meetings);
      people.finishClaims();
      personalData.erasure.start(jobs);
      records.purge.start(jobs);
      records.wordIndexing.start(jobs);
    },
    meetingIdOf: (socketId: string) => registry.bySocket(socketId)?.meeting.id,
    seatOf: (socketId: string) => toSender(registry.seatOf(socketId)),
    ownRoomId: async (userId: string, code: string) =>
      (await rooms.findOwn(userId, code))._id.toString(),
    findRoom: async (identity: Identity, code: string) =>
      toDoorRoom(await people.findRoom(identity, code)),
  };
}

/** Both are null without a mail server. */
function createMails(options: ServicesOptions, { users }: Models) {
  const { config, logger, scheduler, now, scope, security: log } = options;
  if (config.mail === undefined || config.publicUrl === undefined)
    return { mailer: null, mails: null, security: log };
  const mailer = createMailer({ ...config.mail, logger, scheduler, now }, scope);
  const mails = createAccountMails(mailer, config.publicUrl, now);
  return { mailer, mails, security: createSecurityNotices({ log, users, mails, logger }) };
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
