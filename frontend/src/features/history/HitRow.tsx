import ChatBubbleOutlineOutlined from '@mui/icons-material/ChatBubbleOutlineOutlined';
import EditNoteOutlined from '@mui/icons-material/EditNoteOutlined';
import MeetingRoomOutlined from '@mui/icons-material/MeetingRoomOutlined';
import PersonOutlined from '@mui/icons-material/PersonOutlined';
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { nameLabel } from '@parley/shared/participants';
import type { Hit } from '@parley/shared/search';
import type { ReactNode } from 'react';
import { Link as RouterLink } from 'react-router';
import { formatTime } from '../../lib/format';
import { MARK_LABELS } from '../../lib/mark-words';
import { paths } from '../../lib/paths';
import { MarkIcon } from '../../ui/MarkIcon';

/** The attribute of the link of a hit, for the arrow keys. */
export const HIT = 'data-hit';

const NAMES = {
  title: 'Title',
  room: 'Room',
  person: 'Person',
  note: 'Your note',
  line: '',
  mark: '',
} as const;

/** The address of a line in a record, or of the record. */
export const linkTo = (meetingId: string, lineId: string | undefined): string =>
  lineId === undefined ? paths.meeting(meetingId) : paths.line(meetingId, lineId);

/** One hit: who wrote it and when, and the text with the words that match. */
export function HitRow({ hit }: { hit: Hit }) {
  const { meetingId, lineId, speaker, at } = hit;
  const name = hit.markKind === undefined ? NAMES[hit.kind] : MARK_LABELS[hit.markKind];
  return (
    <Box
      component="li"
      sx={{
        position: 'relative',
        display: 'flex',
        gap: 1.5,
        paddingInline: 2,
        paddingBlock: 1.25,
        '@media (hover: hover)': { '&:hover': { bgcolor: 'action.hover' } },
        '&:focus-within': { bgcolor: 'action.selected' },
      }}
    >
      <Box sx={{ color: 'text.secondary', lineHeight: 0, paddingTop: 0.25 }}>{iconOf(hit)}</Box>
      <Link
        component={RouterLink}
        to={linkTo(meetingId, lineId)}
        {...{ [HIT]: '' }}
        underline="none"
        color="inherit"
        sx={{
          display: 'block',
          flexGrow: 1,
          minWidth: 0,
          '&::after': { content: '""', position: 'absolute', inset: 0 },
          '&:focus-visible': { outline: 'none' },
          '&:focus-visible::after': {
            // The frame of the list would cut an outline.
            border: 2,
            borderColor: 'text.primary',
          },
        }}
      >
        <Typography
          component="span"
          variant="body2"
          sx={{ display: 'block', color: 'text.secondary' }}
        >
          {name}
          {speaker !== undefined && (
            <>
              {name !== '' && ' · '}
              <bdi>{nameLabel(speaker)}</bdi>
            </>
          )}
          {lineId !== undefined && (
            <>
              {' · '}
              <time dateTime={at}>{formatTime(at)}</time>
            </>
          )}
        </Typography>
        <Typography
          component="span"
          dir="auto"
          sx={{
            display: 'block',
            whiteSpace: 'pre-line',
            overflowWrap: 'anywhere',
            unicodeBidi: 'plaintext',
          }}
        >
          <Highlighted text={hit.text} highlights={hit.highlights} />
        </Typography>
      </Link>
    </Box>
  );
}

function iconOf({ kind, markKind }: Hit): ReactNode {
  const sx = { fontSize: 20 };
  if (markKind !== undefined) return <MarkIcon kind={markKind} />;
  if (kind === 'person') return <PersonOutlined aria-hidden sx={sx} />;
  if (kind === 'note') return <EditNoteOutlined aria-hidden sx={sx} />;
  if (kind === 'line') return <ChatBubbleOutlineOutlined aria-hidden sx={sx} />;
  return <MeetingRoomOutlined aria-hidden sx={sx} />;
}

/** A text with its highlights in `mark` elements. */
function Highlighted({ text, highlights }: Pick<Hit, 'text' | 'highlights'>) {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const [from, to] of highlights) {
    parts.push(
      text.slice(at, from),
      <Box
        component="mark"
        key={from}
        sx={{
          // Two colours with enough contrast in both schemes.
          color: 'inherit',
          bgcolor: 'color-mix(in srgb, var(--mui-palette-primary-main) 32%, transparent)',
          borderRadius: 0.25,
          fontWeight: 600,
          '@media (forced-colors: active)': { color: 'MarkText', bgcolor: 'Mark' },
        }}
      >
        {text.slice(from, to)}
      </Box>,
    );
    at = to;
  }
  return (
    <>
      {parts}
      {text.slice(at)}
    </>
  );
}
