import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import type { OpenAction } from '@parley/shared/marks';
import { nameLabel } from '@parley/shared/participants';
import type { ReactNode } from 'react';
import { Link as RouterLink } from 'react-router';
import { dueWords, isOverdue } from '../../lib/due-words';
import { isolate } from '../../lib/isolate';
import { paths } from '../../lib/paths';
import { useSetDone } from './actions-api';
import { beginningOf } from './mark-notices';
import { doneWords } from './done-words';

interface ActionItemProps {
  action: OpenAction;
  /** Whether it names who does it; not in a list of the user's own ones. */
  hasAssignee?: boolean;
  /** Whether the link opens a new tab, because the page must stay. */
  inNewTab?: boolean;
}

/** A row of a list of actions: one click on the checkbox completes it, another one undoes that. */
export function ActionItem({ action, hasAssignee = false, inNewTab = false }: ActionItemProps) {
  const { mark, meeting } = action;
  const { done, dueOn, assignee } = mark;
  const setDone = useSetDone();
  const name = mark.text === '' ? 'Removed line' : mark.text;
  const isLate = dueOn !== undefined && isOverdue(dueOn);
  const details: ReactNode[] = [
    hasAssignee && (action.isMine ? 'You' : assignee && isolate(nameLabel(assignee))),
    dueOn !== undefined && (
      <Box
        key="due"
        component="span"
        sx={isLate ? { color: 'error.main', fontWeight: 600 } : undefined}
      >
        {dueWords(dueOn)}
      </Box>
    ),
    isolate(meeting.title),
  ].filter(Boolean);
  return (
    <Box
      component="li"
      sx={{
        display: 'flex',
        alignItems: 'flex-start',
        gap: 0.5,
        minHeight: 56,
        paddingInlineStart: 0.5,
        paddingInlineEnd: 1.5,
        paddingBlock: 0.5,
      }}
    >
      <Checkbox
        checked={done !== undefined}
        onChange={({ target }) => void setDone(mark, target.checked)}
        slotProps={{ input: { 'aria-label': `Done: ${beginningOf(name)}` } }}
        sx={{ padding: 1.25 }}
      />
      <Box sx={{ flex: 1, minWidth: 0, paddingBlock: 1 }}>
        <Link
          {...(inNewTab
            ? { href: paths.line(meeting.id, mark.lineId), target: '_blank', rel: 'noopener' }
            : { component: RouterLink, to: paths.line(meeting.id, mark.lineId) })}
          underline="hover"
          dir="auto"
          sx={{
            display: '-webkit-box',
            WebkitBoxOrient: 'vertical',
            WebkitLineClamp: '3',
            overflow: 'hidden',
            overflowWrap: 'anywhere',
            fontWeight: 560,
            ...(done && { textDecoration: 'line-through', color: 'text.secondary' }),
          }}
        >
          {name}
        </Link>
        <Typography
          variant="body2"
          component="div"
          role={done ? 'status' : undefined}
          sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}
        >
          {done ? doneWords(done) : details.map((part, index) => [index > 0 && ' · ', part])}
        </Typography>
      </Box>
      {done && (
        <Button size="small" onClick={() => void setDone(mark, false)} sx={{ marginTop: 0.5 }}>
          Undo
        </Button>
      )}
    </Box>
  );
}
