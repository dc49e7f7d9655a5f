import Box from '@mui/material/Box';
import Tooltip from '@mui/material/Tooltip';
import { nameLabel } from '@parley/shared/participants';
import { useValuePart } from '../../hooks/useValue';
import { dueWords, isOverdue } from '../../lib/due-words';
import { formatTime } from '../../lib/format';
import { isolate } from '../../lib/isolate';
import { MARK_LABELS } from '../../lib/mark-words';
import { MarkIcon } from '../../ui/MarkIcon';
import type { MarkLog, ShownMark } from './mark-log';

const NONE: readonly ShownMark[] = [];

/** The marks of one line; renders again only when they change. */
export function LineMarks({ log, lineId }: { log: MarkLog; lineId: string }) {
  const marks = useValuePart(log.byLine, (byLine) => byLine.get(lineId) ?? NONE);
  if (marks.length === 0) return null;
  return (
    <Box
      component="ul"
      aria-label="Marks"
      sx={{
        listStyle: 'none',
        margin: 0,
        paddingInline: 0,
        paddingBlock: 0.5,
        display: 'flex',
        flexWrap: 'wrap',
        gap: 0.75,
      }}
    >
      {marks.map((mark) => (
        <MarkChip key={mark.kind} mark={mark} />
      ))}
    </Box>
  );
}

function MarkChip({ mark }: { mark: ShownMark }) {
  const { kind, author, markedAt, assignee, dueOn, done } = mark;
  const details = [
    MARK_LABELS[kind],
    assignee && isolate(nameLabel(assignee)),
    done && 'Done',
    !done && dueOn !== undefined && dueWords(dueOn),
  ];
  const isLate = done === undefined && dueOn !== undefined && isOverdue(dueOn);
  return (
    <Tooltip
      describeChild
      title={`${isolate(nameLabel(author))} marked it at ${formatTime(markedAt)}`}
    >
      <Box
        component="li"
        sx={{
          display: 'flex',
          alignItems: 'center',
          gap: 0.5,
          minWidth: 0,
          paddingInline: 0.75,
          paddingBlock: '1px',
          borderRadius: '8px',
          border: 1,
          borderColor: 'divider',
          fontSize: 12,
          fontWeight: 560,
          color: isLate ? 'error.main' : 'text.secondary',
          opacity: mark.isPending ? 0.6 : 1,
        }}
      >
        <MarkIcon kind={kind} isDone={done !== undefined} size={15} />
        <Box component="span" sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
          {details.filter(Boolean).join(' · ')}
        </Box>
      </Box>
    </Tooltip>
  );
}
