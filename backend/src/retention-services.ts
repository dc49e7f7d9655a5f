import { createDueRecords } from './meetings/due-records';
import type { MeasureRecord } from './meetings/meeting-end';
import type { MeetingRegistry } from './meetings/meeting-registry';
import { sumRecordBytes } from './meetings/record-sizes';
import { type MeetingPart, meetingParts } from './meeting-parts';
import type { Models } from './models';
import { AppError } from './platform/errors';
import { createOwnerStorage, type OwnerStorage } from './retention/owner-storage';
import { createPurge } from './retention/purge';
import type { ServicesOptions } from './services-options';

/** What one attendance, and one document of another collection, needs with its index entries. */
const ATTENDANCE_BYTES = 600;
const DOCUMENT_BYTES = 250;

/** Creates the measure of what the record of a meeting uses when it ends, in bytes. */
export function createRecordMeasure(
  models: Models,
  chatBytes: (meetingId: string) => Promise<number>,
): MeasureRecord {
  const { messages: _messages, ...others } = meetingParts(models);
  const parts: MeetingPart[] = Object.values(others);
  return async (meetingId) => {
    const [chat, attendances, ...counts] = await Promise.all([
      chatBytes(meetingId),
      models.attendances.countDocuments({ meetingId }),
      ...parts.map(({ count }) => count(meetingId)),
    ]);
    const documents = counts.reduce((sum, count) => sum + count, 0);
    return chat + attendances * ATTENDANCE_BYTES + documents * DOCUMENT_BYTES;
  };
}

/** Creates the account of the space that the records of each owner use. */
export const createStorage = (
  { logger, now }: ServicesOptions,
  models: Models,
  parts: {
    limitBytes: number;
    registry: MeetingRegistry;
    chatBytes: (meetingId: string) => number;
  },
): OwnerStorage =>
  createOwnerStorage({
    sumEnded: (ownerId) => sumRecordBytes(models.meetings, ownerId),
    sumRunning: (ownerId) =>
      parts.registry
        .all()
        .filter(({ room }) => room.ownerId === ownerId)
        .reduce((sum, { id }) => sum + parts.chatBytes(id), 0),
    limitBytes: parts.limitBytes,
    onError: (err) => logger.warn({ err }, 'the space of an owner is not known'),
    now,
  });

/** Creates what deletes records: when their time is over, or at the owner's wish. */
export function createRetentionServices(
  { scheduler, logger, now, security }: ServicesOptions,
  models: Models,
  {
    ownEnded,
    storage,
  }: {
    /** @throws {AppError} NOT_FOUND or MEETING_RUNNING unless the account owns the ended record */
    ownEnded: (userId: string, meetingId: string) => Promise<unknown>;
    storage: OwnerStorage;
  },
) {
  const records = createDueRecords(models, now);
  const all = Object.values<MeetingPart>(meetingParts(models));
  const parts = all.map(({ deleteSome }) => deleteSome);
  const outlineParts = all.map(({ deleteSome, stripSome }) => stripSome ?? deleteSome);
  const purge = createPurge({ records, parts, outlineParts, scheduler, logger });
  return {
    purge,
    /** Deletes a record for everybody. @throws {AppError} NOT_FOUND or MEETING_RUNNING */
    async deleteRecord(userId: string, meetingId: string): Promise<void> {
      await ownEnded(userId, meetingId);
      if (!(await records.expire(meetingId))) throw new AppError('NOT_FOUND');
      storage.forget(userId);
      security.note('record deleted', { userId });
      purge.wake();
    },
  };
}
