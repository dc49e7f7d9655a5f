import type { Line } from '@parley/shared/lines';
import { decodeCursor, page, type Position } from '../platform/cursor';
import { AppError } from '../platform/errors';

/** A line with its meeting. */
export interface StoredLine {
  readonly meetingId: string;
  readonly line: Line;
}

/**
 * Where the lines of a conversation are stored. Chat is the only source today. A second one, such as
 * speech, would be merged by position.
 */
export interface LineSource {
  /**
   * The lines of a meeting after a position, oldest first.
   * @param until leaves later lines out
   */
  after(
    meetingId: string,
    query: { after: Position | undefined; limit: number; until: Date | undefined },
  ): Promise<Line[]>;
  /** Those of the lines that exist, in any order and of any meeting. */
  find(ids: readonly string[]): Promise<StoredLine[]>;
  /**
   * Deletes the text of a line. Retracting it again has no effect.
   * @returns the line; null if this participant wrote no such line
   */
  retract(meetingId: string, lineId: string, speakerId: string): Promise<Line | null>;
}

/** What a reader may read of the conversation. */
export interface LineReader {
  /** Until when; undefined: to the end. */
  readonly until: Date | undefined;
  /** The reader's participant in the meeting; undefined for a reader who was not there. */
  readonly participant: { readonly id: string } | undefined;
}

export interface LineServiceOptions {
  readonly source: LineSource;
  readonly onRetracted: (meetingId: string, line: Line) => Promise<void>;
}

export type LineService = ReturnType<typeof createLineService>;

/** Creates the service that lists the conversation of a meeting and retracts lines. */
export function createLineService({ source, onRetracted }: LineServiceOptions) {
  return {
    /** Lists the conversation, oldest line first. @throws {AppError} VALIDATION_FAILED */
    async list(
      meetingId: string,
      { until }: Pick<LineReader, 'until'>,
      { cursor, limit }: { cursor?: string | undefined; limit: number },
    ): Promise<{ lines: Line[]; nextCursor: string | null }> {
      const after = cursor === undefined ? undefined : decodeCursor(cursor);
      const found = await source.after(meetingId, { after, limit: limit + 1, until });
      const { rows, nextCursor } = page(found, limit, positionOf);
      return { lines: rows, nextCursor };
    },

    /**
     * Retracts one of the reader's own lines. Repeating it is safe.
     * @throws {AppError} NOT_FOUND for a line that the reader did not write or cannot read
     */
    async retract(meetingId: string, reader: LineReader, lineId: string): Promise<Line> {
      const { participant } = reader;
      const line = participant && (await source.retract(meetingId, lineId, participant.id));
      if (line == null) throw new AppError('NOT_FOUND');
      await onRetracted(meetingId, line);
      return line;
    },
  };
}

/** The place of a line in the order of its meeting. */
const positionOf = ({ at, id }: Line): Position => ({ time: new Date(at), id });
