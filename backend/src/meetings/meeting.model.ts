import type { StoredRoute } from '@parley/shared/media-route';
import type { HostedSource } from '@parley/shared/host-controls';
import type { EndReason } from '@parley/shared/meetings';
import type { MediaState } from '@parley/shared/participants';
import type { Retention } from '@parley/shared/retention';
import type { Role } from '@parley/shared/roles';
import { Schema, Types, type Connection, type Model } from 'mongoose';
import type { MeetingRoom, StoredHosting } from './meeting-io';

/**
 * The documents of a meeting. Meetings, seats and attendances carry the meeting epoch, so that a
 * write of a node that has lost the meeting matches nothing (docs/decisions/038).
 */

/** What programs hear about a meeting; see `meeting-outbox.ts`. */
export type MeetingEventName = 'meeting.started' | 'meeting.ended' | 'record.ready';

/** One run of a room, from the first join to the last leave. */
export interface MeetingDocument {
  _id: Types.ObjectId;
  roomId: Types.ObjectId;
  /** The room's id while the meeting runs; unique, so that a room has one meeting at a time. */
  openRoomId?: Types.ObjectId;
  room: { code: string; name: string };
  ownerId: Types.ObjectId;
  startedAt: Date;
  endedAt: Date | null;
  endReason: EndReason | null;
  /** Written at the end. */
  messageCount: number;
  /** The node that runs the meeting; missing once it has ended. */
  node?: string;
  /** Raised by every node that takes the meeting up. */
  epoch: number;
  /** The latest join or leave. */
  lastChangeAt: Date;
  /** When the last connected participant disconnected; null while one is connected. */
  allDisconnectedAt: Date | null;
  /** What the hosts decided; missing while they decided nothing. */
  hosting?: StoredHosting;
  /** How the media travel; missing while they never moved. */
  route?: StoredRoute;
  /** That of the room when the meeting began; missing in early documents: `forever`. */
  retention?: Retention;
  /**
   * From then on the record is gone for everybody, and the purge deletes what is left of it. Written
   * at the end; missing if the record is kept.
   */
  expiresAt?: Date;
  /** What the record uses of the storage of its owner, in bytes. Written at the end. */
  bytes?: number;
  /** Of an outline: the number of attendees. Written at the end. */
  peopleCount?: number;
  /**
   * Who attended, as a row of a list shows it. Written at the end, and removed before any attendance
   * changes: nothing else keeps it up to date. Missing in outlines and early documents.
   */
  listed?: { labels: string[]; count: number };
  /** Of an outline: when to remove everything else (again); missing once nothing else is stored. */
  stripDueAt?: Date;
  /** The name that the owner gave this meeting. */
  title?: string;
  /** When the owner gave it the title; readers who were removed before do not see it. */
  titledAt?: Date;
  /** At least the number of its marks: it is counted up before a mark is stored. */
  markCount?: number;
  /** Events that have not been passed on. Written together with what has happened. */
  outbox?: MeetingEventName[];
}

/** Which participant has which seat. The unique indexes make sure that a seat is taken once. */
export interface SeatDocument {
  _id: Types.ObjectId;
  meetingId: Types.ObjectId;
  epoch: number;
  /** 1 to the room's capacity. */
  seatNo: number;
  userId: Types.ObjectId;
  /** The rest lets another node take the meeting up. */
  participantId: Types.ObjectId;
  instanceId: string;
  displayName: string;
  isOwner: boolean;
  /** Missing in early documents. */
  role?: Role;
  joinedAt: Date;
  joinSeq: number;
  media: MediaState;
  /** Missing in early documents. */
  stopped?: HostedSource[];
}

/** A time during which a user was present. */
export interface AttendanceInterval {
  joinedAt: Date;
  /** Null while present. */
  leftAt: Date | null;
}

/** One user in one meeting. */
export interface AttendanceDocument {
  /** The participant id. */
  _id: Types.ObjectId;
  meetingId: Types.ObjectId;
  epoch: number;
  /** Missing in early records. */
  roomId?: Types.ObjectId;
  userId: Types.ObjectId;
  /** The latest name that the participant had in the meeting. */
  displayName: string;
  /** Tells participants with equal names apart; the first one has no number. */
  nameNumber?: number | null | undefined;
  isOwner: boolean;
  /** The latest role; missing in early records. */
  role?: Role;
  /** First join. */
  joinedAt: Date;
  /** Last leave; null while present. */
  leftAt: Date | null;
  /** The latest ones; their number is bounded. */
  intervals: AttendanceInterval[];
  /** The latest instance that had the seat. An instance with a lower `joinSeq` has been replaced. */
  instanceId: string;
  joinSeq: number;
  /** Set if an account has claimed the attendance of a guest. */
  claimed?: {
    at: Date;
    /** The name of the guest. */
    displayName: string;
  };
  /** When a host removed the user; null after another join. Reading ends with the last stay. */
  removedAt?: Date | null;
}

/** The lease of one server process. */
export interface NodeDocument {
  /** Random, new with every start. */
  _id: string;
  renewedAt: Date;
  /** When the lease ends unless the node renews it. */
  until: Date;
  /** Only an `alive` node can renew; another node declares it `dead` after its lease has ended. */
  state: 'alive' | 'stopped' | 'dead';
}

export type MeetingModel = Model<MeetingDocument>;
export type SeatModel = Model<SeatDocument>;
export type AttendanceModel = Model<AttendanceDocument>;
export type NodeModel = Model<NodeDocument>;

const id = { type: Schema.Types.ObjectId, required: true };
const text = { type: String, required: true };
const date = { type: Date, required: true };
const optionalDate = { type: Date, default: null };
const number = { type: Number, required: true };
const flag = { type: Boolean, required: true };

/** Collection `meetings`. */
export function createMeetingModel(connection: Connection): MeetingModel {
  const schema = new Schema<MeetingDocument>(
    {
      roomId: id,
      openRoomId: { type: Schema.Types.ObjectId },
      room: new Schema({ code: text, name: text }, { _id: false }),
      ownerId: id,
      startedAt: date,
      endedAt: optionalDate,
      endReason: { type: String, default: null },
      messageCount: { type: Number, default: 0 },
      node: { type: String },
      epoch: number,
      lastChangeAt: date,
      allDisconnectedAt: optionalDate,
      // Only the store writes it; the schema would make it a document of its own.
      hosting: { type: Schema.Types.Mixed },
      route: { type: Schema.Types.Mixed },
      retention: { type: String },
      expiresAt: { type: Date },
      bytes: { type: Number },
      peopleCount: { type: Number },
      // As for `hosting`.
      listed: { type: Schema.Types.Mixed },
      stripDueAt: { type: Date },
      title: { type: String },
      titledAt: { type: Date },
      markCount: { type: Number },
      outbox: { type: [String], default: undefined },
    },
    { versionKey: false, collection: 'meetings' },
  );
  schema.index({ openRoomId: 1 }, { unique: true, sparse: true });
  schema.index({ node: 1 }, { sparse: true });
  schema.index({ roomId: 1, startedAt: -1, _id: -1 });
  schema.index({ ownerId: 1, bytes: 1 });
  schema.index({ expiresAt: 1 }, { sparse: true });
  schema.index({ stripDueAt: 1 }, { sparse: true });
  schema.index({ ownerId: 1, startedAt: -1, _id: -1 });
  schema.index({ outbox: 1 }, { sparse: true });
  return connection.model<MeetingDocument>('Meeting', schema);
}

/** Collection `seats`. */
export function createSeatModel(connection: Connection): SeatModel {
  const schema = new Schema<SeatDocument>(
    {
      meetingId: id,
      epoch: number,
      seatNo: number,
      userId: id,
      participantId: id,
      instanceId: text,
      displayName: text,
      isOwner: flag,
      role: { type: String },
      joinedAt: date,
      joinSeq: number,
      media: new Schema(
        { microphone: flag, camera: flag, screen: flag, hand: flag },
        { _id: false },
      ),
      stopped: { type: [String], default: undefined },
    },
    { versionKey: false, collection: 'seats' },
  );
  schema.index({ meetingId: 1, seatNo: 1 }, { unique: true });
  schema.index({ meetingId: 1, userId: 1 }, { unique: true });
  return connection.model<SeatDocument>('Seat', schema);
}

/** Collection `attendances`. */
export function createAttendanceModel(connection: Connection): AttendanceModel {
  const interval = new Schema<AttendanceInterval>(
    { joinedAt: date, leftAt: optionalDate },
    { _id: false },
  );
  const schema = new Schema<AttendanceDocument>(
    {
      meetingId: id,
      epoch: number,
      roomId: { type: Schema.Types.ObjectId },
      userId: id,
      displayName: text,
      nameNumber: { type: Number },
      isOwner: flag,
      role: { type: String },
      joinedAt: date,
      leftAt: optionalDate,
      intervals: { type: [interval], required: true },
      instanceId: text,
      joinSeq: number,
      claimed: { type: new Schema({ at: date, displayName: text }, { _id: false }) },
      removedAt: { type: Date },
    },
    { versionKey: false, collection: 'attendances' },
  );
  schema.index({ meetingId: 1, userId: 1 }, { unique: true });
  schema.index({ userId: 1, joinedAt: -1, _id: -1 });
  schema.index({ userId: 1, roomId: 1, joinSeq: -1 });
  return connection.model<AttendanceDocument>('Attendance', schema);
}

/** Collection `nodes`. */
export function createNodeModel(connection: Connection): NodeModel {
  const schema = new Schema<NodeDocument>(
    { _id: text, renewedAt: date, until: date, state: text },
    { versionKey: false, collection: 'nodes' },
  );
  return connection.model<NodeDocument>('Node', schema);
}

/** The document of a meeting that begins on a node. */
export const newMeetingDocument = (room: MeetingRoom, node: string, at: Date): MeetingDocument => ({
  _id: new Types.ObjectId(),
  roomId: new Types.ObjectId(room.id),
  openRoomId: new Types.ObjectId(room.id),
  room: { code: room.code, name: room.name },
  ownerId: new Types.ObjectId(room.ownerId),
  startedAt: at,
  endedAt: null,
  endReason: null,
  messageCount: 0,
  node,
  epoch: 1,
  lastChangeAt: at,
  allDisconnectedAt: null,
  ...(room.retention !== undefined && { retention: room.retention }),
});
