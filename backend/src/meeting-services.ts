import { MAX_MESH_CAPACITY } from '@parley/shared/rooms';
import { createActivityLog } from './activities/activity-log';
import { latestActivityAt } from './activities/activity.model';
import { meetingChannel } from './channels';
import { createChatService } from './chat/chat.service';
import { createChatSpace } from './chat/chat-space';
import { findLatestMessages } from './chat/message.model';
import { createLobby } from './lobby/lobby';
import { LeaseSupervisor } from './meetings/lease-supervisor';
import type { MeetingRoom } from './meetings/meeting-io';
import type { MeetingHearing } from './meetings/meeting-outbox';
import { MeetingRegistry } from './meetings/meeting-registry';
import { MeetingStore } from './meetings/meeting-store';
import { MeetingService } from './meetings/meeting.service';
import { createNodeStore } from './meetings/node-store';
import { createMetricSources } from './metric-sources';
import type { Models } from './models';
import { AppError } from './platform/errors';
import { createRecordMeasure, createStorage } from './retention-services';
import { RetryingWriteQueue } from './platform/retrying-write-queue';
import { touchRoom, type RoomDocument } from './rooms/room.model';
import type { RoomCapacity } from './rooms/room.service';
import type { ServicesOptions } from './services-options';
import { LinkEpochs } from './signaling/link-epochs';
import { createMediaRoutes, createSfu } from './sfu-services';
import { createStorageLimits } from './storage-limits';

/** Creates what a running meeting consists of: meetings, their leases, lobbies and chat. */
export function createMeetingServices(
  options: ServicesOptions,
  models: Models,
  hearing: MeetingHearing & { waitingCount: () => number },
) {
  const { config, logger, now, scheduler, sockets, scope } = options;
  const storage = createStorageLimits(config.storageLimitFactor);
  const writes = new RetryingWriteQueue(logger, scheduler);
  scope.add(() => writes.flush());

  const registry = new MeetingRegistry();
  const sfu = createSfu(options);
  const toMeetingRoom = (room: RoomDocument) => meetingRoomOf(room, sfu.capacity);
  const chat = createChatService({
    messages: models.messages,
    space: createChatSpace({
      ...storage,
      async ownerSpace(meetingId) {
        const meeting = registry.byId(meetingId);
        return meeting && ownerStorage.known(meeting.room.ownerId);
      },
    }),
    publishSent: (meetingId, message) =>
      sockets.publish(meetingChannel(meetingId), 'chat:sent', { message }),
    now,
  });

  const ownerStorage = createStorage(options, models, {
    limitBytes: storage.recordBytesPerOwner,
    registry,
    chatBytes: chat.bytes,
  });
  const store = new MeetingStore(models, createRecordMeasure(models, chat.storedBytes), hearing);
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
    seatLimit: (meetingId) => routes?.seatLimit(meetingId) ?? MAX_MESH_CAPACITY,
    countMessages: chat.countStored,
    lastNoted: (meetingId) => lastNoted(models, meetingId),
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
    onChanged: (meeting) => routes?.changed(meeting),
    onLost: (meeting) => routes?.lost(meeting),
    waitsForSfu: ({ chosenCapacity }) => sfu.capacity.waitsForSfu(chosenCapacity),
    // A user with a seat does not count as being in the lobby.
    onSeatsChanged: (roomId) => lobby.counts.changed(roomId),
    chat,
    activities: createActivityLog(models.activities),
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
  const routes = createMediaRoutes(options, sfu, { meetings, registry });
  scope.add(() => meetings.close());
  scope.add(() => leases.stop());
  const { capacity, watch } = sfu;
  options.metrics.readFrom(
    createMetricSources(sockets, registry, routes, watch, hearing.waitingCount),
  );
  const checkSfu = () => void watch?.check();
  const running = {
    storage: ownerStorage,
    writes,
    registry,
    chat,
    lobby,
    leases,
    meetings,
    routes,
  };
  return { ...running, capacity, checkSfu, sfuCheck: sfu.check, toMeetingRoom };
}

/** The latest message or activity of a meeting, in milliseconds since the epoch; 0 without any. */
async function lastNoted({ messages, activities }: Models, meetingId: string): Promise<number> {
  const [latest, at] = await Promise.all([
    findLatestMessages(messages, meetingId, 1),
    latestActivityAt(activities, meetingId),
  ]);
  return Math.max(latest[0]?.sentAt.getTime() ?? 0, at?.getTime() ?? 0);
}

/** The part of a room that its meeting needs. */
const meetingRoomOf = (room: RoomDocument, capacity: RoomCapacity): MeetingRoom => ({
  id: room._id.toString(),
  code: room.code,
  name: room.name,
  ownerId: room.ownerId.toString(),
  chosenCapacity: room.capacity,
  capacity: capacity.of(room.capacity),
  coHostIds: (room.coHostIds ?? []).map(String),
  access: room.access ?? 'link',
  keyCheck: room.keyCheck,
  retention: room.retention,
});
