import type { ChatService } from './chat/chat.service';
import type { EntryService } from './entry/entry.service';
import type { HostActionModel } from './host-controls/host-action.model';
import {
  createHostControlsService,
  type ControlledPerson,
  type HostPlace,
} from './host-controls/host-controls.service';
import type { HeldSeat, MeetingRegistry } from './meetings/meeting-registry';
import type { MeetingService } from './meetings/meeting.service';
import type { Seat } from './meetings/seat';
import type { RetryingWriteQueue } from './platform/retrying-write-queue';
import type { SecurityLog } from './platform/security-log';
import { storeCoHost, type RoomModel } from './rooms/room.model';

export interface HostServicesOptions {
  readonly models: { readonly hostActions: HostActionModel; readonly rooms: RoomModel };
  readonly writes: RetryingWriteQueue;
  readonly meetings: MeetingService;
  readonly registry: MeetingRegistry;
  readonly entries: EntryService;
  readonly chat: ChatService;
  readonly security: SecurityLog;
  /** Ends the sessions of a guest. */
  readonly endGuest: (userId: string) => Promise<void>;
}

/** Creates what hosts do in meetings, connected with meetings, entries and chat. */
export function createHostServices(options: HostServicesOptions) {
  const { models, writes, meetings, registry, entries, chat, security } = options;

  const hostControls = createHostControlsService({
    actions: models.hostActions,
    write: (roomId, task) => writes.write(roomId, task),
    storeRemoval: async ({ person, keepOut, ...change }) => {
      const { userId: personId, displayName, isGuest } = person;
      const decision = { ...change, personId, displayName, isGuest };
      if (keepOut === undefined) return entries.remove(decision);
      await storeCoHost(models.rooms, change.roomId, personId, false);
      return entries.keepOut(decision, { withAddress: keepOut === 'address' });
    },
    endGuest: options.endGuest,
    storeCoHost: (roomId, userId, isCoHost) => storeCoHost(models.rooms, roomId, userId, isCoHost),
    chatSettled: chat.settled,
    doorChanged: entries.changed,
    security,
  });

  return {
    hostControls,

    /** The place of the host who uses a socket. @throws {AppError} NOT_A_MEMBER */
    hostPlaceOf: (socketId: string): HostPlace => placeOf(meetings, registry.seatOf(socketId)),
  };
}

const placeOf = (meetings: MeetingService, held: HeldSeat): HostPlace => ({
  meetingId: held.meeting.id,
  roomId: held.meeting.room.id,
  host: toControlled(held.seat),
  perform: (act, before) =>
    meetings.actAsHost(held, act, (target) => before(target && toControlled(target))),
});

const toControlled = ({ userId, participant }: Seat): ControlledPerson => ({
  userId,
  displayName: participant.displayName,
  isOwner: participant.role === 'owner',
  isGuest: participant.role === 'guest',
});
