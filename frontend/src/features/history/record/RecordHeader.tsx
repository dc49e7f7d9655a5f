import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import type { MeetingRecord } from '@parley/shared/history';
import { type ReactNode, useRef, useState } from 'react';
import { Link as RouterLink } from 'react-router';
import { formatDate, formatDuration, formatTime, formatTimeRange } from '../../../lib/format';
import { paths } from '../../../lib/paths';
import { LiveIndicator } from '../../../ui/LiveIndicator';
import { RoomIsDeleted } from '../RoomIsDeleted';
import { RecordMenu } from './RecordMenu';
import { RecordTitle } from './RecordTitle';

interface RecordHeaderProps {
  meeting: MeetingRecord;
  /** What the reader can do with the record, beside the one primary action. */
  children?: ReactNode;
  /** Whether the reader came by a link: there is no room to go to. */
  isPublic?: boolean;
}

/** Title, date, duration and people of a meeting, and what the reader can do with the record. */
export function RecordHeader({ meeting, children, isPublic = false }: RecordHeaderProps) {
  const [isEdited, setEdited] = useState(false);
  const more = useRef<HTMLButtonElement>(null);
  const closeTitle = (): void => {
    setEdited(false);
    more.current?.focus();
  };
  return (
    <Box
      component="header"
      sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'flex-start' }}
    >
      <Box sx={{ flex: '1 1 20rem', minWidth: 0 }}>
        <RecordTitle meeting={meeting} isEdited={isEdited} onClose={closeTitle} />
        <Facts meeting={meeting} />
      </Box>
      <Box
        sx={{
          display: 'flex',
          flexWrap: 'wrap',
          // On a phone, all of them fit in one row.
          gap: { xs: 0.5, sm: 1 },
          alignItems: 'center',
          '@media print': { display: 'none' },
        }}
      >
        {children}
        {!isPublic &&
          (meeting.room.exists ? (
            <Button component={RouterLink} to={paths.room(meeting.room.code)} variant="contained">
              {meeting.endedAt === null ? 'Join' : 'Meet again'}
            </Button>
          ) : (
            <RoomIsDeleted />
          ))}
        {meeting.isMine && (
          <RecordMenu ref={more} meeting={meeting} onRename={() => setEdited(true)} />
        )}
      </Box>
    </Box>
  );
}

function Facts({ meeting }: { meeting: MeetingRecord }) {
  const { startedAt, endedAt, durationSeconds, peopleCount, endReason } = meeting;
  const facts = [
    formatDate(startedAt),
    ...(endedAt === null
      ? [`since ${formatTime(startedAt)}`]
      : [formatTimeRange(startedAt, endedAt), formatDuration(durationSeconds)]),
    ...(meeting.isRestricted === true
      ? []
      : [peopleCount === 1 ? '1 person' : `${peopleCount} people`]),
  ];
  const ending = endReason === null ? null : ENDINGS[endReason];
  return (
    <Box sx={{ marginTop: 0.75, color: 'text.secondary' }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1.5, alignItems: 'center' }}>
        {endedAt === null && <LiveIndicator />}
        {/* Each fact stays in one line. */}
        <Typography component="p">
          {facts.map((fact, index) => (
            <span key={fact}>
              {index > 0 && ' · '}
              <span style={{ whiteSpace: 'nowrap' }}>{fact}</span>
            </span>
          ))}
        </Typography>
      </Box>
      {[ending, removalOf(meeting), expiryOf(meeting)].map(
        (sentence) =>
          sentence !== null && (
            <Typography key={sentence} variant="body2">
              {sentence}
            </Typography>
          ),
      )}
    </Box>
  );
}

const ENDINGS = {
  everyone_left: null,
  server_lost: 'It was ended by a fault of the server.',
  room_deleted: 'It ended because the room was deleted.',
  ended_by_host: 'A host ended it for everybody.',
} as const;

/** A removed participant reads until then (docs/decisions/065). */
function removalOf({ attendances, hostActions }: MeetingRecord): string | null {
  const me = attendances.find(({ isMe }) => isMe);
  const removal = hostActions.findLast(
    ({ kind, target }) =>
      (kind === 'remove' || kind === 'keep_out') && me !== undefined && target?.id === me.id,
  );
  const cameBack = me?.intervals.some(({ joinedAt }) => removal && joinedAt > removal.at);
  if (removal === undefined || cameBack === true) return null;
  return `You were removed at ${formatTime(removal.at)}. What you can read ends there.`;
}

const expiryOf = ({ expiresAt }: MeetingRecord): string | null =>
  expiresAt === undefined ? null : `This record will be deleted on ${formatDate(expiresAt)}.`;
