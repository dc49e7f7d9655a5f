import type { ConnectionMinute } from '@parley/shared/connections';
import { AppError } from '../platform/errors';
import { findMinutes, storeMinutes, type ConnectionHourModel } from './connection-hour.model';

const MINUTE_MS = 60_000;
/** The clock of a client need not agree with that of the server to the second. In minutes. */
const TOLERANCE = 1;

/** The place of the participant who reports. */
export interface ReportingPlace {
  readonly meetingId: string;
  readonly startedAt: Date;
  readonly participantId: string;
}

export type ConnectionsService = ReturnType<typeof createConnectionsService>;

/** Creates the service that keeps what clients measure of their connections. */
export function createConnectionsService(options: {
  readonly hours: ConnectionHourModel;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}) {
  const { hours, now } = options;
  return {
    /**
     * Adds minutes of a participant to the record. Repeating it is safe.
     * @throws {AppError} VALIDATION_FAILED for a minute that the meeting has not reached
     */
    async report(
      { meetingId, startedAt, participantId }: ReportingPlace,
      minutes: readonly ConnectionMinute[],
    ): Promise<void> {
      const latest = Math.floor((now() - startedAt.getTime()) / MINUTE_MS) + TOLERANCE;
      const details = minutes.flatMap(({ minute }, index) =>
        minute > latest
          ? [{ field: `minutes.${index}.minute`, message: 'The meeting has not lasted so long' }]
          : [],
      );
      if (details.length > 0) throw new AppError('VALIDATION_FAILED', { details });
      await storeMinutes(hours, meetingId, participantId, minutes);
    },

    /** The minutes of a meeting by participant; with `until`, those that were over by then. */
    list: (meetingId: string, startedAt: Date, until: Date | undefined) =>
      findMinutes(
        hours,
        meetingId,
        until && Math.floor((until.getTime() - startedAt.getTime()) / MINUTE_MS),
      ),
  };
}
