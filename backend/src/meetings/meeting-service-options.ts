import type { Activity } from '@parley/shared/activities';
import type { EventName, EventPayload } from '@parley/shared/socket-events';
import type { Logger } from '../platform/logger';
import type { RetryingWriteQueue } from '../platform/retrying-write-queue';
import type { LeaseSupervisor } from './lease-supervisor';
import type { Meeting } from './meeting';
import type { MeetingRoom } from './meeting-io';
import type { MeetingRegistry } from './meeting-registry';
import type { MeetingStore } from './meeting-store';

/** What the meeting service needs of other parts of the server. */
export interface MeetingServiceOptions {
  readonly registry: MeetingRegistry;
  readonly store: MeetingStore;
  readonly leases: LeaseSupervisor;
  /** Keyed by room, since a room has one meeting at a time. */
  readonly writes: RetryingWriteQueue;
  readonly publish: <E extends EventName>(
    channel: string,
    event: E,
    payload: EventPayload<E>,
    exceptSocketId?: string,
  ) => void;
  /** A transition of the meeting is complete. */
  readonly onChanged: (meeting: Meeting) => void;
  /** Another server has taken the meeting up. */
  readonly onLost: (meeting: Meeting) => void;
  /** Whether a room holds fewer people than usual, because the SFU does not answer. */
  readonly waitsForSfu: (room: MeetingRoom) => boolean;
  /** A seat of the room was taken or given up. */
  readonly onSeatsChanged: (roomId: string) => void;
  readonly chat: {
    open: (meetingId: string) => Promise<void>;
    count: (meetingId: string) => number;
    close: (meetingId: string) => void;
  };
  /** What participants do, for the record. */
  readonly activities: {
    /** Storing the same activity again has no effect. */
    store: (meetingId: string, activity: Activity) => Promise<void>;
    /** Forgets a meeting that has ended or runs elsewhere. */
    close: (meetingId: string) => void;
  };
  /** @throws {AppError} MEETING_LIMIT if the user may not begin a meeting */
  readonly admitMeeting: (userId: string) => Promise<void>;
  /** Notes the use of a room. @returns its latest state, or null if it was deleted */
  readonly touchRoom: (roomId: string) => Promise<MeetingRoom | null>;
  readonly logger: Logger;
}
