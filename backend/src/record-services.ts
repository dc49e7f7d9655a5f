import { findActivities } from './activities/activity.model';
import { MAX_FEED_MEETINGS } from '@parley/shared/calendar';
import { meetingChannel } from './channels';
import type { ChatService } from './chat/chat.service';
import { createMessageLines } from './chat/message-lines';
import { createExports } from './export-services';
import { createConnectionsService, type ReportingPlace } from './connections/connections.service';
import { createHistoryService } from './history/history.service';
import { createHistoryStore, type HistoryStore } from './history/history-store';
import { createNotes } from './notes/notes';
import { createRecordAccess, participantOf, type RecordAccess } from './history/record-access';
import { createRecordChanges } from './history/record-changes';
import { createPastMeetings } from './history/past-meetings';
import type { HostControlsService } from './host-controls/host-controls.service';
import { createLineService } from './lines/line.service';
import { createActionService } from './marks/action.service';
import { createMarkService } from './marks/mark.service';
import { createPersonalMarks } from './marks/personal-marks';
import { createMarkStore, type MarkStore } from './marks/mark-store';
import { createMeetingFields } from './meetings/meeting-fields';
import type { LeaseSupervisor } from './meetings/lease-supervisor';
import type { MeetingRegistry } from './meetings/meeting-registry';
import type { MeetingDocument } from './meetings/meeting.model';
import { seemsOver } from './meetings/seat';
import type { Models } from './models';
import type { RoomService } from './rooms/room.service';
import { createSearchServices } from './search-services';
import { createRetentionServices } from './retention-services';
import { createShares } from './share-services';
import { createShareStore } from './shares/share-store';
import type { OwnerStorage } from './retention/owner-storage';
import type { ServicesOptions } from './services-options';

export interface RecordServicesOptions extends ServicesOptions {
  readonly models: Models;
  readonly registry: MeetingRegistry;
  readonly leases: LeaseSupervisor;
  readonly storage: OwnerStorage;
  readonly chat: ChatService;
  readonly rooms: RoomService;
  readonly hosts: { readonly hostControls: HostControlsService };
  readonly displayNameOf: (userId: string) => Promise<string>;
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
  const shareStore = createShareStore(models.shares, { now, logger: options.logger });
  const access = createRecordAccess(store, {
    ...rules,
    isSharedWith: shareStore.isSharedWith,
    shareOfToken: shareStore.byToken,
    now,
  });
  const markStore = createMarkStore(models.marks);
  const conversation = createConversation(options, access, store, markStore);
  const connections = createConnectionsService({ hours: models.connectionHours, now });
  const notes = createNotes(models.notes, now);
  const history = createHistoryService({
    store,
    access,
    existingRooms: rooms.existing,
    countMarks: markStore.countIn,
    countMessages: chat.countStored,
    countMessagesUntil: chat.countUntil,
    hostActionsOf: hosts.hostControls.list,
    marksOf: conversation.marks.list,
    activitiesOf: (meetingId, until) => findActivities(models.activities, meetingId, until),
    connectionsOf: connections.list,
    noteOf: notes.read,
    searches: limits.searches,
    now,
  });
  const { lines } = conversation;
  const shares = createShares(options, models, {
    store: shareStore,
    access,
    view: history.view,
    listLines: (reading, query) => lines.list(reading.meeting._id.toString(), reading, query),
  });
  const retention = createRetentionServices(options, models, {
    ownEnded: access.ownEnded,
    storage: options.storage,
  });
  return {
    access,
    history,
    ...conversation,
    pastMeetings: createPastMeetings(store, access, MAX_FEED_MEETINGS),
    exports: createExports(options, { access, history, store, lines, rooms }),
    ...createSearchServices({ ...options, store, access, marks: markStore, notes }),
    shares,
    shareStore,
    ...retention,
    notes,
    personalMarks: createPersonalMarks(models.marks),
    recordChanges: createRecordChanges({
      access,
      notes,
      setTitle: conversation.fields.setTitle,
      summaryOf: history.summaryOf,
      exists: store.exists,
    }),
    changeLimit: limits.recordChanges,
    /** The id of a room that the user finds by its code. */
    roomIdOf: async (userId: string, code: string) =>
      (await rooms.find(userId, code))._id.toString(),
    connections,
    /** Where the participant who uses a socket is. @throws {AppError} NOT_A_MEMBER */
    reportingPlaceOf(socketId: string): ReportingPlace {
      const { meeting, seat } = registry.seatOf(socketId);
      const { id: meetingId, startedAt } = meeting;
      return { meetingId, startedAt, participantId: seat.participant.id };
    },
  };
}

/** Creates the lines of conversations, and the marks on them. */
function createConversation(
  { models, chat, sockets, displayNameOf, now }: RecordServicesOptions,
  access: RecordAccess,
  history: HistoryStore,
  store: MarkStore,
) {
  const source = createMessageLines({ messages: models.messages, retract: chat.retract });
  const fields = createMeetingFields(models.meetings, now);
  const marks = createMarkService({
    store,
    findLines: source.find,
    reserve: fields.reserveMark,
    release: fields.releaseMark,
    meetingExists: history.exists,
    async participantIn(meetingId, participantId) {
      const found = await history.findParticipant(meetingId, participantId);
      return found === null
        ? undefined
        : { ...participantOf(found), userId: found.userId.toString() };
    },
    displayNameOf,
    publishChanged: (meetingId, mark) =>
      sockets.publish(meetingChannel(meetingId), 'mark:changed', { mark }),
    publishRemoved: (meetingId, id) =>
      sockets.publish(meetingChannel(meetingId), 'mark:removed', { id }),
    now,
  });
  const lines = createLineService({
    source,
    async onRetracted(meetingId, { id, retractedAt = '' }) {
      sockets.publish(meetingChannel(meetingId), 'line:retracted', { id, retractedAt });
      await marks.lineRetracted(meetingId, id);
    },
  });
  const actions = createActionService({
    store,
    findLines: source.find,
    async changeable(userId, meetingIds) {
      const readings = await access.changeable(userId, meetingIds);
      return new Map(readings.map(({ meeting }) => [meeting._id.toString(), toAction(meeting)]));
    },
  });
  return { lines, marks, actions, fields };
}

/** A meeting as an open action names it. */
const toAction = ({ _id, title, room, startedAt, endedAt }: MeetingDocument) => ({
  id: _id.toString(),
  title: title ?? room.name,
  roomCode: room.code,
  startedAt,
  isRunning: endedAt === null,
});
