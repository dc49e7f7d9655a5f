import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import type { MeetingSummary } from '@parley/shared/history';
import { Link as RouterLink } from 'react-router';
import { formatDateTime, formatDuration, formatPeople, formatTime } from '../../lib/format';
import { isolate } from '../../lib/isolate';
import { paths } from '../../lib/paths';
import { LiveIndicator } from '../../ui/LiveIndicator';
import { Row } from '../../ui/Row';
import { messageCountLabel } from './message-count-label';
import { RoomIsDeleted } from './RoomIsDeleted';

interface MeetingRowProps {
  meeting: MeetingSummary;
  /** Whether a heading above the row tells the day. */
  isUnderDay?: boolean;
}

/** A row of the history: name, time, length, participants and marks of a meeting. */
export function MeetingRow({ meeting, isUnderDay = false }: MeetingRowProps) {
  const isLive = meeting.endedAt === null;
  const { exists } = meeting.room;
  const name = meeting.title ?? meeting.room.name;
  const { decisionCount = 0, openActionCount = 0 } = meeting;
  const people =
    meeting.isRestricted === true
      ? 'Its record can be read when it ends.'
      : formatPeople(meeting.people.map(isolate), meeting.peopleCount);
  const details = [
    isUnderDay ? formatTime(meeting.startedAt) : formatDateTime(meeting.startedAt),
    // No line break between a number and its unit.
    ...(isLive ? [] : [formatDuration(meeting.durationSeconds).replaceAll(' ', '\u00A0')]),
    ...(meeting.messageCount > 0 ? [messageCountLabel(meeting.messageCount)] : []),
    ...(decisionCount > 0 ? [countLabel(decisionCount, 'decision')] : []),
    ...(openActionCount > 0 ? [countLabel(openActionCount, 'open action')] : []),
    ...(meeting.title === undefined ? [] : [isolate(meeting.room.name)]),
  ];
  return (
    <Row>
      <Box sx={{ flexGrow: 1, minWidth: 0 }}>
        <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5 }}>
          <Link
            component={RouterLink}
            to={paths.meeting(meeting.id)}
            underline="hover"
            dir="auto"
            title={name}
            sx={{
              // On a phone one line of a long name is too little to tell it from others.
              display: '-webkit-box',
              overflow: 'hidden',
              WebkitBoxOrient: 'vertical',
              WebkitLineClamp: '2',
              minWidth: 0,
              overflowWrap: 'anywhere',
              fontWeight: 600,
              '&::after': { content: '""', position: 'absolute', inset: 0 },
            }}
          >
            {name}
          </Link>
          {isLive && <LiveIndicator />}
        </Box>
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {details.join('\u00A0· ')}
        </Typography>
        <Typography noWrap variant="body2" title={people} sx={{ color: 'text.secondary' }}>
          {people}
        </Typography>
      </Box>
      {exists ? <WayBack meeting={meeting} /> : <RoomIsDeleted />}
    </Row>
  );
}

const countLabel = (count: number, what: string): string =>
  `${count}\u00A0${what}${count === 1 ? '' : 's'}`;

function WayBack({ meeting }: { meeting: MeetingSummary }) {
  const isLive = meeting.endedAt === null;
  const { code, name } = meeting.room;
  return (
    <Link
      component={RouterLink}
      to={paths.room(code)}
      aria-label={isLive ? `Join ${isolate(name)}` : `Meet again in ${isolate(name)}`}
      underline="hover"
      sx={{
        position: 'relative',
        zIndex: 1,
        padding: 1.5,
        // The text ends like that of other rows; the area of the link is larger.
        marginRight: -1.5,
        fontWeight: 600,
        borderRadius: 1,
        whiteSpace: 'nowrap',
      }}
    >
      {isLive ? 'Join' : 'Meet again'}
    </Link>
  );
}
