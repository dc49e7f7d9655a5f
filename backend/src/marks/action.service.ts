import type { OpenAction } from '@parley/shared/marks';
import { AppError } from '../platform/errors';
import { OPEN_ORDER } from './mark-change';
import type { MarkDocument } from './mark.model';
import type { MarkStore, OpenActionsOf } from './mark-store';
import { viewMarks, type FindLines } from './mark-view';

/** One request reads at most this many batches of this many open actions. */
const BATCH = 200;
const BATCHES = 4;

/** A meeting whose record the reader may change. */
export interface ActionMeeting {
  readonly id: string;
  readonly title: string;
  readonly roomCode: string;
  readonly startedAt: Date;
  readonly isRunning: boolean;
}

interface ActionsQuery {
  cursor?: string | undefined;
  limit: number;
}

interface ActionsPage {
  actions: OpenAction[];
  nextCursor: string | null;
}

export interface ActionServiceOptions {
  readonly store: Pick<MarkStore, 'openActions'>;
  readonly findLines: FindLines;
  /** Those of the meetings of which a user may change the record now, by id. */
  readonly changeable: (
    userId: string,
    meetingIds: readonly string[],
  ) => Promise<Map<string, ActionMeeting>>;
}

export type ActionService = ReturnType<typeof createActionService>;

/**
 * Creates the service that lists open actions outside of their records. Permissions are asked for
 * each action, each time.
 */
export function createActionService({ store, findLines, changeable }: ActionServiceOptions) {
  /**
   * Reads in batches, since the reader may not read all of them. When it has read all its batches, it
   * returns the actions so far with a cursor for the next request.
   */
  async function list(
    userId: string,
    of: OpenActionsOf,
    { cursor, limit }: ActionsQuery,
    accepts: (meeting: ActionMeeting) => boolean,
  ): Promise<ActionsPage> {
    const found: { document: MarkDocument; meeting: ActionMeeting }[] = [];
    let after = cursor === undefined ? undefined : placeOf(cursor);
    let isLast = false;
    for (let batch = 0; batch < BATCHES && !isLast && found.length <= limit; batch += 1) {
      const size = batch === 0 ? limit + 1 : BATCH;
      const documents = await store.openActions(of, after, size);
      const ids = new Set(documents.map(({ meetingId }) => meetingId.toString()));
      const meetings = await changeable(userId, [...ids]);
      for (const document of documents) {
        const meeting = meetings.get(document.meetingId.toString());
        if (meeting !== undefined && accepts(meeting)) found.push({ document, meeting });
      }
      after = documents.at(-1)?.openOrder ?? after;
      isLast = documents.length < size;
    }
    const shown = found.slice(0, limit);
    const marks = await viewMarks(
      shown.map(({ document }) => document),
      findLines,
    );
    const isFull = found.length > limit;
    return {
      actions: shown.flatMap(({ document, meeting }, index): OpenAction[] => {
        const mark = marks[index];
        return mark === undefined ? [] : [viewAction(document, meeting, mark, userId)];
      }),
      nextCursor: (isFull ? shown.at(-1)?.document.openOrder : isLast ? null : after) ?? null,
    };
  }

  return {
    /** Lists the open actions of a user, earliest due first. @throws {AppError} VALIDATION_FAILED */
    listOwn: (userId: string, query: ActionsQuery): Promise<ActionsPage> =>
      list(userId, { openFor: userId }, query, () => true),

    /**
     * Lists the open actions of earlier meetings of a room, earliest due first.
     * @throws {AppError} VALIDATION_FAILED
     */
    listOfRoom: (userId: string, roomId: string, query: ActionsQuery): Promise<ActionsPage> =>
      list(userId, { openIn: roomId }, query, ({ isRunning }) => !isRunning),
  };
}

/** @throws {AppError} VALIDATION_FAILED */
function placeOf(cursor: string): string {
  if (OPEN_ORDER.test(cursor)) return cursor;
  throw new AppError('VALIDATION_FAILED', {
    details: [{ field: 'cursor', message: 'Not a cursor of this list' }],
  });
}

const viewAction = (
  { assignee }: MarkDocument,
  { id, title, roomCode, startedAt }: ActionMeeting,
  mark: OpenAction['mark'],
  userId: string,
): OpenAction => ({
  mark,
  meeting: { id, title, roomCode, startedAt: startedAt.toISOString() },
  isMine: assignee?.userId?.toString() === userId,
});
