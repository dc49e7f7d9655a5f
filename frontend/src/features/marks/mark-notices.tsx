import Button from '@mui/material/Button';
import type { MarkKind } from '@parley/shared/marks';
import { nameLabel } from '@parley/shared/participants';
import { closeSnackbar, enqueueSnackbar, type SnackbarKey } from 'notistack';
import { errorMessage } from '../../lib/error-messages';
import { isolate } from '../../lib/isolate';
import { wordingOf } from '../../lib/mark-words';
import type { ShownMark } from './mark-log';

/** Characters of a line in a notice. */
const MOST = 60;

/** The beginning of a text of a user, for a sentence. */
export function beginningOf(text: string): string {
  const characters = Array.from(wordingOf(text));
  const isLong = characters.length > MOST;
  return isolate(isLong ? `${characters.slice(0, MOST).join('')}…` : characters.join(''));
}

let latest: SnackbarKey | undefined;

/** Closes the notice of the latest mark, which would cover what comes next. */
export function closeMarkNotice(): void {
  if (latest !== undefined) closeSnackbar(latest);
  latest = undefined;
}

/** `Marked as decision: Ship on Monday`, with a button that undoes it. */
export function noticeMarked(kind: MarkKind, text: string, undo: () => Promise<void>): void {
  closeMarkNotice();
  latest = enqueueSnackbar(`Marked as ${kind}: ${beginningOf(text)}`, {
    action: (id) => (
      <Button
        size="small"
        color="inherit"
        onClick={() => {
          closeSnackbar(id);
          undo().catch(noticeFailed);
        }}
      >
        Undo
      </Button>
    ),
  });
}

export function noticeKnown({ kind, author }: ShownMark, selfId: string | null): void {
  const name = author.id === selfId ? 'You have' : `${isolate(nameLabel(author))} has`;
  enqueueSnackbar(`${name} already marked the line as ${kind}.`, { preventDuplicate: true });
}

export function noticeNoLine(): void {
  enqueueSnackbar('There is no line to mark yet. Marks are set on what was written in the chat.', {
    preventDuplicate: true,
  });
}

export function noticeFailed(error: unknown): void {
  enqueueSnackbar(errorMessage(error), { variant: 'error', preventDuplicate: true });
}
