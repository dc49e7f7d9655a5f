import type { ChatService } from './chat/chat.service';
import { createHistoryService } from './history/history.service';
import { createHistoryStore } from './history/history-store';
import { createRecordAccess } from './history/record-access';
import type { HostControlsService } from './host-controls/host-controls.service';
import type { LeaseSupervisor } from './meetings/lease-supervisor';
import type { MeetingRegistry } from './meetings/meeting-registry';
import { seemsOver } from './meetings/seat';
import type { Models } from './models';
import type { RoomService } from './rooms/room.service';
import type { ServicesOptions } from './services-options';

export interface RecordServicesOptions extends ServicesOptions {
  readonly models: Models;
  readonly registry: MeetingRegistry;
  readonly leases: LeaseSupervisor;
  readonly chat: ChatService;
  readonly rooms: RoomService;
  readonly hosts: { readonly hostControls: HostControlsService };
}

/** Creates what reads and changes the records of meetings. */
export function createRecordServices(options: RecordServicesOptions) {
  const { models, registry, leases, chat, rooms, hosts, limits, now } = options;
  const store = createHistoryStore(models.meetings, models.attendances, now);
  const rules = {
    seemsOver: (lastSign: number) => seemsOver(lastSign, now()),
    lastSignOf: leases.lastSignOf.bind(leases),
    holdsSeat: (meetingId: string, userId: string) => registry.holdsSeat(meetingId, userId),
  };
  const access = createRecordAccess(store, { ...rules, now });
  const history = createHistoryService({
    ...rules,
    store,
    access,
    existingRooms: rooms.existing,
    countMessages: chat.countStored,
    countMessagesUntil: chat.countUntil,
    hostActionsOf: hosts.hostControls.list,
    searches: limits.searches,
    now,
  });
  return { access, history };
}
