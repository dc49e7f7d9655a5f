import type { MarkKind } from '@parley/shared/marks';
import { AppError } from '../platform/errors';
import type { MarkDocument, MarkPersonDocument } from './mark.model';

/** What a client changes in a mark; null removes a value, undefined leaves it as it is. */
export interface MarkChange {
  text?: string | null | undefined;
  assignee?: MarkPersonDocument | null | undefined;
  dueOn?: string | null | undefined;
  isDone?: boolean | undefined;
}

/** After all days: actions without a due date come last. */
const NO_DAY = '9999-12-31';

/** The form of {@link MarkDocument.openOrder}. */
export const OPEN_ORDER = /^\d{4}-\d\d-\d\d-[0-9a-f]{24}$/;

/** @throws {AppError} VALIDATION_FAILED unless it is an action */
function assertAction(kind: MarkKind, change: MarkChange): void {
  if (kind === 'action') return;
  const fields = { assigneeId: change.assignee, dueOn: change.dueOn, isDone: change.isDone };
  const details = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([field]) => ({ field, message: 'Only actions have this' }));
  if (details.length > 0) throw new AppError('VALIDATION_FAILED', { details });
}

/**
 * Returns the mark with a change. Pure. Completing an action twice keeps the first time; opening it
 * again removes who completed it.
 * @throws {AppError} VALIDATION_FAILED for what only actions have
 */
export function changed(
  mark: MarkDocument,
  change: MarkChange,
  by: MarkPersonDocument,
  at: Date,
): MarkDocument {
  assertAction(mark.kind, change);
  const done = change.isDone === undefined ? mark.done : change.isDone && (mark.done ?? { at, by });
  return withOpenFields({
    ...mark,
    text: valueOf(change.text, mark.text),
    assignee: valueOf(change.assignee, mark.assignee),
    dueOn: valueOf(change.dueOn, mark.dueOn),
    done: done === false ? undefined : done,
    changedAt: at,
  });
}

const valueOf = <T>(next: T | null | undefined, before: T | undefined): T | undefined =>
  next === undefined ? before : (next ?? undefined);

/** Sets the fields that only open actions have, by which lists find them. */
function withOpenFields(mark: MarkDocument): MarkDocument {
  const isOpen = mark.kind === 'action' && mark.done == null;
  return {
    ...mark,
    openOrder: isOpen ? `${mark.dueOn ?? NO_DAY}-${mark._id.toString()}` : undefined,
    openIn: isOpen ? mark.roomId : undefined,
    openFor: isOpen ? mark.assignee?.userId : undefined,
  };
}
