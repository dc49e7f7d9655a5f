import { MAX_MARKS } from '@parley/shared/marks';
import { AppError } from '../platform/errors';
import type { MarkDocument } from './mark.model';
import type { MarkStore } from './mark-store';

export interface MarkInsertionOptions {
  readonly store: Pick<MarkStore, 'create' | 'findOnLine' | 'remove'>;
  /** Counts one more mark of a meeting before it is stored. @returns whether there is space */
  readonly reserve: (meetingId: string, max: number) => Promise<boolean>;
  /** Counts one mark less. */
  readonly release: (meetingId: string) => Promise<void>;
  readonly meetingExists: (meetingId: string) => Promise<boolean>;
}

/**
 * Creates the function that stores a new mark. If its line has a mark of this kind, it returns that
 * one.
 *
 * The count of the meeting goes up before the insert: after a crash between the two, the meeting has
 * space for one mark less, and never for more than the limit.
 */
export function createMarkInsertion(options: MarkInsertionOptions) {
  const { store, reserve, release, meetingExists } = options;

  /** @throws {AppError} TOO_MANY_MARKS, or NOT_FOUND if the record was deleted meanwhile */
  return async function insert(mark: MarkDocument): Promise<MarkDocument> {
    const meetingId = mark.meetingId.toString();
    const findFirst = () => store.findOnLine(meetingId, mark.lineId.toString(), mark.kind);
    if (!(await reserve(meetingId, MAX_MARKS))) {
      const first = await findFirst();
      if (first !== null) return first;
      throw new AppError((await meetingExists(meetingId)) ? 'TOO_MANY_MARKS' : 'NOT_FOUND');
    }
    if (!(await store.create(mark))) {
      await release(meetingId);
      // Without a first one, somebody has removed it at once.
      return (await findFirst()) ?? insert(mark);
    }
    if (await meetingExists(meetingId)) return mark;
    // Nothing of a deleted record may stay.
    await store.remove(meetingId, mark._id.toString());
    throw new AppError('NOT_FOUND');
  };
}
