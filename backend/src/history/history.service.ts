import type { MeetingRecord, MeetingSummary } from '@parley/shared/history';
import type { Limiter } from '../platform/rate-limit';
import { createHistoryList, type HistoryPage, type HistoryQuery } from './history-list';
import { createRecordReader, type RecordReaderOptions } from './record-reader';
import type { Reading, RecordAccess } from './record-access';

export interface HistoryService {
  /** Lists the meetings that a user attended, latest first. */
  listAttended(userId: string, query: HistoryQuery): Promise<HistoryPage>;
  /** Lists all meetings of a room. The caller has checked that the user owns the room. */
  listOfRoom(userId: string, roomId: string, query: HistoryQuery): Promise<HistoryPage>;
  /**
   * Reads the record of a meeting. While the meeting runs without the reader, the record contains
   * only their own attendance.
   * @throws {AppError} NOT_FOUND if the user may not read it or the meeting does not exist
   */
  read(userId: string, meetingId: string): Promise<MeetingRecord>;
  /** What a reader may read of a record. */
  view(reading: Reading): Promise<MeetingRecord>;
  /** The summary of a record, as lists have it. */
  summaryOf(reading: Reading): Promise<MeetingSummary>;
}

export interface HistoryServiceOptions extends RecordReaderOptions {
  access: Pick<RecordAccess, 'find' | 'judge'>;
  /** Searches by user. */
  searches: Limiter;
}

/** Creates the service that lists past and running meetings and reads their records. */
export function createHistoryService(options: HistoryServiceOptions): HistoryService {
  const { countScope, ...reader } = createRecordReader(options);
  const lists = createHistoryList({ ...options, countMessages: countScope });
  return { ...reader, listAttended: lists.attended, listOfRoom: lists.ofRoom };
}
