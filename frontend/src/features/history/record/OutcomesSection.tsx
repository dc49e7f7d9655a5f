import EditOutlined from '@mui/icons-material/EditOutlined';
import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import IconButton from '@mui/material/IconButton';
import Typography from '@mui/material/Typography';
import type { MeetingRecord } from '@parley/shared/history';
import type { Mark } from '@parley/shared/marks';
import { nameLabel } from '@parley/shared/participants';
import { type ReactNode, useState } from 'react';
import { dueWords, isOverdue } from '../../../lib/due-words';
import { formatDateTime } from '../../../lib/format';
import { isolate } from '../../../lib/isolate';
import { MarkIcon } from '../../../ui/MarkIcon';
import { Section } from '../../../ui/Section';
import { MarkAction } from './MarkAction';
import { outcomesOf } from './outcomes';
import { PANEL } from './panel';
import { lineKey } from './conversation-items';
import type { Jump } from './place';
import { PlaceLink } from './PlaceLink';
import { useChangeMark } from './record-api';

interface OutcomesProps {
  meeting: MeetingRecord;
  isReadOnly: boolean;
  jump: Jump;
}

/** The decisions and actions of a meeting; nothing if there are none. */
export function OutcomesSection({ meeting, isReadOnly, jump }: OutcomesProps) {
  const [edited, setEdited] = useState<Mark | null>(null);
  const { decisions, actions } = outcomesOf(meeting.marks);
  if (decisions.length + actions.length === 0) return null;
  const isBoth = decisions.length > 0 && actions.length > 0;
  return (
    <Section title="Decisions and actions">
      <Box
        sx={{
          ...PANEL,
          paddingInline: { xs: 1, sm: 1.5 },
          paddingBlock: 1,
          display: 'grid',
          columnGap: 3,
          rowGap: 1.5,
          alignItems: 'start',
          gridTemplateColumns: {
            xs: 'minmax(0, 1fr)',
            md: isBoth ? 'repeat(2, minmax(0, 1fr))' : 'minmax(0, 1fr)',
          },
          '@media print': { display: 'block', border: 0, padding: 0 },
        }}
      >
        {decisions.length > 0 && (
          <OutcomeList title="Decisions">
            {decisions.map((mark) => (
              <Decision key={mark.id} mark={mark} jump={jump} />
            ))}
          </OutcomeList>
        )}
        {actions.length > 0 && (
          <OutcomeList title="Actions">
            {actions.map((mark) => (
              <Action
                key={mark.id}
                mark={mark}
                jump={jump}
                isReadOnly={isReadOnly}
                onEdit={() => setEdited(mark)}
              />
            ))}
          </OutcomeList>
        )}
      </Box>
      {edited && <MarkAction meeting={meeting} mark={edited} onClose={() => setEdited(null)} />}
    </Section>
  );
}

function OutcomeList({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <Typography
        variant="h3"
        sx={{ fontSize: 13, color: 'text.secondary', paddingInline: 1, paddingBlock: 0.5 }}
      >
        {title}
      </Typography>
      <Box component="ul" aria-label={title} sx={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {children}
      </Box>
    </div>
  );
}

const ROW = { display: 'flex', alignItems: 'flex-start', breakInside: 'avoid' } as const;
const WORDS = { overflowWrap: 'anywhere', lineHeight: 1.45, fontWeight: 550 } as const;
const META = { color: 'text.secondary', fontSize: 13, overflowWrap: 'anywhere' } as const;

function Decision({ mark, jump }: { mark: Mark; jump: Jump }) {
  return (
    <Box component="li" sx={{ ...ROW, paddingBlock: 0.75 }}>
      <Box sx={{ width: 40, flexShrink: 0, display: 'grid', placeItems: 'center', height: 24 }}>
        <MarkIcon kind="decision" />
      </Box>
      <Box sx={{ minWidth: 0, flexGrow: 1 }}>
        <Typography dir="auto" sx={WORDS}>
          {mark.text}
        </Typography>
        <Typography sx={META}>
          <PlaceLink place={{ key: lineKey(mark.lineId), at: mark.at }} jump={jump} />
          {' · marked by '}
          <bdi>{nameLabel(mark.author)}</bdi>
        </Typography>
      </Box>
    </Box>
  );
}

interface ActionProps {
  mark: Mark;
  jump: Jump;
  isReadOnly: boolean;
  onEdit: () => void;
}

function Action({ mark, jump, isReadOnly, onEdit }: ActionProps) {
  const change = useChangeMark(mark.meetingId);
  const { done, dueOn } = mark;
  const isLate = done === undefined && dueOn !== undefined && isOverdue(dueOn);
  const name = isolate(mark.text);
  return (
    <Box component="li" sx={ROW}>
      <Checkbox
        checked={done !== undefined}
        disabled={isReadOnly}
        color="default"
        onChange={(_event, isDone) => change.mutate({ id: mark.id, change: { isDone } })}
        slotProps={{ input: { 'aria-label': `Done: ${name}` } }}
        sx={{ width: 40, height: 40, '@media print': { display: 'inline-flex' } }}
      />
      <Box sx={{ minWidth: 0, flexGrow: 1, paddingBlock: 1 }}>
        <Typography
          dir="auto"
          sx={{
            ...WORDS,
            ...(done && {
              fontWeight: 400,
              color: 'text.secondary',
              textDecoration: 'line-through',
            }),
          }}
        >
          {mark.text}
        </Typography>
        <Typography sx={META}>
          <PlaceLink place={{ key: lineKey(mark.lineId), at: mark.at }} jump={jump} />
          {mark.assignee && (
            <>
              {' · '}
              <bdi>{nameLabel(mark.assignee)}</bdi>
            </>
          )}
          {done === undefined && dueOn !== undefined && (
            <>
              {' · '}
              <Box component="span" sx={isLate ? { color: 'error.main', fontWeight: 600 } : {}}>
                {dueWords(dueOn)}
              </Box>
            </>
          )}
          {done && (
            <>
              {' · done by '}
              <bdi>{done.by}</bdi>, {formatDateTime(done.at)}
            </>
          )}
        </Typography>
      </Box>
      {!isReadOnly && (
        <IconButton
          size="small"
          aria-label={`Edit action: ${name}`}
          onClick={onEdit}
          sx={{ marginTop: 0.5 }}
        >
          <EditOutlined fontSize="small" />
        </IconButton>
      )}
    </Box>
  );
}
