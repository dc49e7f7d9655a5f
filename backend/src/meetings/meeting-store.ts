import type { EndReason } from '@parley/shared/meetings';
import type { Participant } from '@parley/shared/participants';
import { Types } from 'mongoose';
import { isDuplicateKey } from '../platform/conflicts';
import type { Meeting } from './meeting';
import {
  attendedByDocument,
  attendedBySeat,
  NO_HOSTING,
  seatDocument,
  storedName,
  toSeat,
} from './meeting-documents.model';
import { type MeasureRecord, recordFactsAtEnd } from './meeting-end';
import type { MeetingRoom, MeetingSnapshot, StoredWrite } from './meeting-io';
import { EVENTS_OF_END, type MeetingHearing } from './meeting-outbox';
import {
  newMeetingDocument,
  type AttendanceModel,
  type MeetingModel,
  type MeetingDocument,
  type SeatModel,
} from './meeting.model';
import type { Seat } from './seat';

export interface MeetingModels {
  meetings: MeetingModel;
  attendances: AttendanceModel;
  seats: SeatModel;
}

/** Another node has taken the meeting up: the write had no effect, and no later one will have any. */
export class MeetingLostError extends Error {
  override readonly name = 'MeetingLostError';
}

/** A meeting under the epoch with which this node may write it. */
export type OwnedMeeting = Pick<Meeting, 'id' | 'epoch'>;

/** Latest stays that an attendance keeps. */
export const MAX_INTERVALS = 500;

/**
 * The queries of running meetings. Every write touches one document or is found by the meeting, and
 * matches only documents of the writer's meeting epoch (docs/decisions/038).
 */
export class MeetingStore {
  readonly #meetings: MeetingModel;
  readonly #attendances: AttendanceModel;
  readonly #seats: SeatModel;
  readonly #measure: MeasureRecord;
  readonly #hearing: MeetingHearing;

  /** @param measure what the record of a meeting uses, in bytes */
  constructor(
    { meetings, attendances, seats }: MeetingModels,
    measure: MeasureRecord,
    hearing: MeetingHearing,
  ) {
    this.#meetings = meetings;
    this.#attendances = attendances;
    this.#seats = seats;
    this.#measure = measure;
    this.#hearing = hearing;
  }

  newId(): string {
    return new Types.ObjectId().toString();
  }

  /** The running meeting of a room. */
  findRunning(roomId: string): Promise<MeetingDocument | null> {
    return this.#meetings.findOne({ openRoomId: roomId }).lean();
  }

  /** The running meetings of a node, at most a hundred. */
  findRunningOf(node: string): Promise<MeetingDocument[]> {
    return this.#meetings.find({ node }).limit(100).lean();
  }

  /** Begins a meeting. @returns null if the room already has a running meeting */
  async create(room: MeetingRoom, node: string, at: Date): Promise<MeetingDocument | null> {
    const document = newMeetingDocument(room, node, at);
    if (this.#hearing.isHeard()) document.outbox = ['meeting.started'];
    try {
      await this.#meetings.create(document);
    } catch (error) {
      if (isDuplicateKey(error)) return null;
      throw error;
    }
    this.#hearing.onStored();
    return document;
  }

  /**
   * Makes this node the owner of a running meeting by raising its epoch.
   * @returns the meeting with its new epoch, or null if another node was faster
   */
  async claim(
    meeting: { id: string; epoch: number | undefined },
    node: string,
    change: { allDisconnectedAt?: Date } = {},
  ): Promise<OwnedMeeting | null> {
    const { id } = meeting;
    const epoch = (meeting.epoch ?? 0) + 1;
    const { matchedCount } = await this.#meetings.updateOne(
      { _id: id, epoch: meeting.epoch ?? null, openRoomId: { $exists: true } },
      { $set: { epoch, node, ...change } },
    );
    if (matchedCount === 0) return null;
    // From here on, late writes of the previous node match no document.
    await Promise.all([
      this.#seats.updateMany({ meetingId: id, epoch: { $ne: epoch } }, { $set: { epoch } }),
      this.#attendances.updateMany({ meetingId: id, epoch: { $ne: epoch } }, { $set: { epoch } }),
    ]);
    return { id, epoch };
  }

  /**
   * Reads a meeting that was claimed. A seat counts if the attendance is open: a node that was
   * killed between the two writes of a join or a leave left one of them alone.
   * @param lastSign when participants without a seat have left
   */
  async readSnapshot(
    { startedAt }: MeetingDocument,
    owned: OwnedMeeting,
    lastSign: Date,
  ): Promise<MeetingSnapshot> {
    const { id, epoch } = owned;
    const [attended, allSeats, decided] = await Promise.all([
      this.#attendances
        .find({ meetingId: id }, { userId: 1, leftAt: 1, displayName: 1, nameNumber: 1 })
        .sort({ joinedAt: 1 })
        .lean(),
      this.#seats.find({ meetingId: id }).lean(),
      this.#meetings.findById(id, { hosting: 1, route: 1 }).lean(),
    ]);
    const present = new Set(
      attended.filter(({ leftAt }) => leftAt === null).map(({ userId }) => userId.toString()),
    );
    const held = allSeats.filter(({ userId }) => present.has(userId.toString()));
    const users = new Set([...attended, ...allSeats].map(({ userId }) => userId.toString()));
    for (const { userId } of held) users.delete(userId.toString());
    if (users.size > 0) {
      await this.#seats.deleteMany({ meetingId: id, userId: { $in: [...users] }, epoch });
      await this.#closeAttendances(owned, lastSign, [...users]);
    }
    return {
      ...owned,
      startedAt,
      attended: [...allSeats.map(attendedBySeat), ...attended.map(attendedByDocument)],
      hosting: decided?.hosting ?? NO_HOSTING,
      route: decided?.route,
      seats: held.map(toSeat),
    };
  }

  /**
   * Takes the first free seat for a user. The insert under a unique index is the step that decides.
   * @returns its number, or null when all are taken
   * @throws {MeetingLostError} if this node no longer has the meeting
   */
  async takeSeat(meeting: Meeting, seat: Seat): Promise<number | null> {
    const { id, epoch } = meeting;
    const { userId, participant } = seat;
    const document = seatDocument(meeting, userId, participant);
    for (const seatNo of meeting.freeSeatNumbers()) {
      try {
        // Replaces a seat of the same user that could not be deleted.
        await this.#seats.updateOne(
          { meetingId: id, userId, epoch: { $lte: epoch } },
          { $set: { ...document, seatNo } },
          { upsert: true },
        );
        return seatNo;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    }
    if ((await this.#meetings.exists({ _id: id, epoch })) === null) {
      throw new MeetingLostError(`meeting ${id}, epoch ${epoch}`);
    }
    // Seats that a node took after it had lost the meeting.
    const late = await this.#seats.deleteMany({ meetingId: id, epoch: { $lt: epoch } });
    return late.deletedCount === 0 ? null : this.takeSeat(meeting, seat);
  }

  /** Undoes a join that this node had no right to. */
  async undoJoin({ id, epoch }: OwnedMeeting, userId: string): Promise<void> {
    await this.#seats.deleteOne({ meetingId: id, userId, epoch });
    await this.#attendances.deleteOne({ meetingId: id, userId, epoch });
  }

  /**
   * Stores what a transition changed.
   * @param messageCount messages in the chat, for the end of the meeting
   * @throws {MeetingLostError} if this node no longer has the meeting
   */
  async perform(meeting: Meeting, write: StoredWrite, messageCount: number): Promise<void> {
    switch (write.kind) {
      case 'updateSeat':
        return void (await this.#updateSeat(meeting, write));
      case 'updateParticipant': {
        const { userId, participant } = write;
        const { instanceId, joinSeq, role } = participant;
        await this.#updateSeat(meeting, write);
        return void (await this.#attendances.updateOne(
          { meetingId: meeting.id, userId, epoch: meeting.epoch },
          { $set: { instanceId, joinSeq, role, ...storedName(participant) } },
        ));
      }
      case 'openAttendance':
        return allDone([
          this.#openAttendance(meeting, write.userId, write.participant),
          this.#noteChange(meeting, new Date(write.participant.joinedAt)),
        ]);
      case 'leave':
        await allDone([
          this.#closeAttendances(meeting, write.at, [write.userId], write.isRemoval),
          this.#noteChange(meeting, write.at),
        ]);
        return void (await this.#seats.deleteOne({
          meetingId: meeting.id,
          userId: write.userId,
          epoch: meeting.epoch,
        }));
      case 'connection':
        return this.#updateMeeting(meeting, {
          $set: { allDisconnectedAt: write.allDisconnectedAt },
        });
      case 'hosting':
        return this.#updateMeeting(meeting, { $set: { hosting: write.hosting } });
      case 'route':
        return this.#updateMeeting(meeting, { $set: { route: write.route } });
      case 'nameRoom': {
        const { code, name } = write.room;
        return this.#updateMeeting(meeting, { $set: { room: { code, name } } });
      }
      case 'end':
        return this.end(meeting, { ...write, messageCount });
    }
  }

  /**
   * Ends a meeting. The last step removes `openRoomId`: without it, no node would find the rest.
   * @throws {MeetingLostError} if this node no longer has the meeting
   */
  async end(
    meeting: OwnedMeeting,
    { at, reason, messageCount }: { at: Date; reason: EndReason; messageCount: number },
  ): Promise<void> {
    const { id, epoch } = meeting;
    await this.#seats.deleteMany({ meetingId: id, epoch: { $lte: epoch } });
    await this.#closeAttendances(meeting, at);
    // Joins of a node that had lost the meeting when it wrote them.
    if (epoch > 1) await this.#attendances.deleteMany({ meetingId: id, epoch: { $lt: epoch } });
    const models = { meetings: this.#meetings, attendances: this.#attendances };
    const facts = await recordFactsAtEnd(models, id, { at, messageCount }, this.#measure);
    await this.#updateMeeting(meeting, {
      $set: { endedAt: at, endReason: reason, ...facts },
      $unset: { openRoomId: 1, node: 1 },
      ...(this.#hearing.isHeard() && { $addToSet: { outbox: { $each: EVENTS_OF_END } } }),
    });
    this.#hearing.onStored();
  }

  /** Whether a later instance of the user had a seat in this room. Reads one entry of an index. */
  async wasReplaced(
    roomId: string,
    { userId, instanceId, joinSeq }: { userId: string; instanceId: string; joinSeq: number },
  ): Promise<boolean> {
    const later = { userId, roomId, joinSeq: { $gt: joinSeq }, instanceId: { $ne: instanceId } };
    return (await this.#attendances.exists(later)) !== null;
  }

  /**
   * How the stay of an instance ended, if a host ended it: by removing the user, or by ending the
   * meeting. Null otherwise. Reads one entry of an index, and one meeting.
   */
  async endedByHost(
    roomId: string,
    { userId, joinSeq }: { userId: string; joinSeq: number },
  ): Promise<'REMOVED' | 'MEETING_ENDED' | null> {
    const stay = await this.#attendances
      .findOne({ userId, roomId, joinSeq }, { meetingId: 1, removedAt: 1 })
      .lean();
    if (stay === null) return null;
    if (stay.removedAt != null) return 'REMOVED';
    const isEnded = await this.#meetings.exists({
      _id: stay.meetingId,
      endReason: 'ended_by_host',
    });
    return isEnded === null ? null : 'MEETING_ENDED';
  }

  /** Whether the user was ever in a meeting of this room. Reads one entry of an index. */
  async hasAttended(roomId: string, userId: string): Promise<boolean> {
    return (await this.#attendances.exists({ userId, roomId })) !== null;
  }

  /** @throws {MeetingLostError} if this node no longer has the meeting */
  async #updateMeeting({ id, epoch }: OwnedMeeting, change: object): Promise<void> {
    const { matchedCount } = await this.#meetings.updateOne({ _id: id, epoch }, change);
    if (matchedCount === 0) throw new MeetingLostError(`meeting ${id}, epoch ${epoch}`);
  }

  /** The end of a meeting is never earlier than this, even if this node is killed now. */
  #noteChange(meeting: OwnedMeeting, at: Date): Promise<void> {
    return this.#updateMeeting(meeting, { $max: { lastChangeAt: at } });
  }

  #updateSeat(
    { id, epoch }: OwnedMeeting,
    {
      userId,
      participant,
      stopped,
    }: Extract<StoredWrite, { kind: 'updateSeat' | 'updateParticipant' }>,
  ) {
    const { instanceId, displayName, joinSeq, media, role } = participant;
    return this.#seats.updateOne(
      { meetingId: id, userId, epoch },
      { $set: { instanceId, displayName, joinSeq, media, role, stopped } },
    );
  }

  /** A first attendance, or another stay of an earlier participant. */
  async #openAttendance(
    { id, epoch, room }: OwnedMeeting & Pick<Meeting, 'room'>,
    userId: string,
    participant: Participant,
  ): Promise<void> {
    const at = new Date(participant.joinedAt);
    const { isOwner, role, instanceId, joinSeq } = participant;
    await this.#attendances.updateOne(
      { meetingId: id, userId, epoch: { $lte: epoch } },
      {
        $setOnInsert: { _id: new Types.ObjectId(participant.id), joinedAt: at },
        $set: {
          ...storedName(participant),
          epoch,
          roomId: new Types.ObjectId(room.id),
          isOwner,
          role,
          instanceId,
          joinSeq,
          leftAt: null,
          removedAt: null,
        },
        $push: { intervals: { $each: [{ joinedAt: at, leftAt: null }], $slice: -MAX_INTERVALS } },
      },
      { upsert: true },
    );
  }

  /** Closes the open stays of these users, or of all users without `userIds`. */
  #closeAttendances({ id, epoch }: OwnedMeeting, at: Date, userIds?: string[], isRemoval = false) {
    const removal = isRemoval && { removedAt: at };
    return this.#attendances.updateMany(
      { meetingId: id, epoch, leftAt: null, ...(userIds && { userId: { $in: userIds } }) },
      { $set: { leftAt: at, 'intervals.$[open].leftAt': at, ...removal } },
      { arrayFilters: [{ 'open.leftAt': null }] },
    );
  }
}

/** Waits for all writes even if one fails, so that none is under way afterwards. */
async function allDone(writes: Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(writes);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
