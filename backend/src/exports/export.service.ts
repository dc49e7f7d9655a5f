import type { StreamedFile } from '@parley/shared/endpoint';
import { exportFileName, type ExportFormat } from '@parley/shared/exports';
import type { MeetingRecord } from '@parley/shared/history';
import type { Line } from '@parley/shared/lines';
import type { Identity } from '../platform/http';
import type { Limiter } from '../platform/rate-limit';
import { type AttendedMeeting, writeAttendance } from './attendance-csv';
import { writeJson } from './json-file';
import { createLocalTime, startOfDay } from './local-time';
import { writeMarkdown } from './markdown-file';

/** What a reader may export of a record. */
export interface OpenRecord {
  readonly record: MeetingRecord;
  /** Until when the reader may read; undefined: to the end. */
  readonly until: Date | undefined;
  /** The reader may read only until a host removed them. */
  readonly isPartial: boolean;
}

export interface ExportService {
  /** @throws {AppError} NOT_FOUND, MEETING_RUNNING or RATE_LIMITED */
  exportMeeting(
    identity: Identity,
    meetingId: string,
    query: { format: ExportFormat; timeZone: string; locale: string },
  ): Promise<StreamedFile>;
  /**
   * Exports who attended the meetings of a room in some days.
   * @throws {AppError} NOT_FOUND if the user does not own the room, or RATE_LIMITED
   */
  exportAttendance(
    identity: Identity,
    code: string,
    query: { from: string; to: string; timeZone: string },
  ): Promise<StreamedFile>;
}

export interface ExportOptions {
  /** @throws {AppError} NOT_FOUND or MEETING_RUNNING */
  openRecord: (readerId: string, meetingId: string) => Promise<OpenRecord>;
  /** The conversation of a meeting until a moment, oldest line first. */
  linesOf: (meetingId: string, until: Date | undefined) => AsyncIterable<Line>;
  /** @throws {AppError} NOT_FOUND */
  ownRoom: (userId: string, code: string) => Promise<{ id: string; name: string }>;
  /** The meetings of a room that began in a time span, the latest first. */
  attendedIn: (
    ownerId: string,
    roomId: string,
    span: { from: Date; until: Date },
  ) => AsyncIterable<AttendedMeeting>;
  /** Exports by user, or by API key. */
  exports: Limiter;
  now: () => number;
}

/** Creates the service that writes records and attendance as files (docs/decisions/088). */
export function createExportService(options: ExportOptions): ExportService {
  /** A key does not use up the exports of its user. */
  const count = ({ userId, sessionId, scopes }: Identity): void =>
    options.exports.consume(scopes === undefined ? userId : sessionId);

  return {
    async exportMeeting(identity, meetingId, { format, timeZone, locale }) {
      const { record, until, isPartial } = await options.openRecord(identity.userId, meetingId);
      count(identity);
      const local = createLocalTime(timeZone, locale);
      const title = record.title ?? record.room.name;
      const name = exportFileName(local.day(record.startedAt), title, format);
      const exportedAt = new Date(options.now()).toISOString();
      const lines = options.linesOf(meetingId, until);
      switch (format) {
        case 'md': {
          const parts = { record, title, lines, isPartial, timeZone, local, exportedAt };
          return { mediaType: 'text/markdown', name, pieces: writeMarkdown(parts) };
        }
        case 'json': {
          const pieces = writeJson(record, lines, { title, isPartial, exportedAt });
          return { mediaType: 'application/json', name, pieces };
        }
        case 'csv': {
          const pieces = writeAttendance(only(attendedOf(record, title)), { timeZone, local });
          return { mediaType: 'text/csv', name, pieces };
        }
      }
    },

    async exportAttendance(identity, code, { from, to, timeZone }) {
      const room = await options.ownRoom(identity.userId, code);
      count(identity);
      const local = createLocalTime(timeZone, 'en-GB');
      const span = { from: startOfDay(from, timeZone), until: startOfDay(to, timeZone, 1) };
      const meetings = options.attendedIn(identity.userId, room.id, span);
      return {
        mediaType: 'text/csv',
        name: exportFileName(`${from}-${to}`, room.name, 'csv'),
        pieces: writeAttendance(meetings, { timeZone, local }),
      };
    },
  };
}

// oxlint-disable-next-line require-await -- an async iterable of one item
async function* only<T>(item: T): AsyncGenerator<T> {
  yield item;
}

const attendedOf = (record: MeetingRecord, title: string): AttendedMeeting => ({
  id: record.id,
  title,
  roomCode: record.room.code,
  startedAt: record.startedAt,
  endedAt: record.endedAt,
  people: record.attendances,
});
