import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import type { Attendance } from '@parley/shared/history';
import { nameLabel } from '@parley/shared/participants';
import { useState } from 'react';
import { formatDate, formatDuration, formatTime, formatTimeRange } from '../../lib/format';
import { Initial } from '../../ui/Initial';
import { LiveIndicator } from '../../ui/LiveIndicator';
import { Row, RowList } from '../../ui/Row';
import { Section } from '../../ui/Section';

interface AttendanceListProps {
  attendances: readonly Attendance[];
  title?: string;
}

/** A longer list would push what the hosts did far down the page. */
const MANY = 16;
const FIRST = 12;

/** The attendances of a meeting: their intervals and their total time. */
export function AttendanceList({
  attendances,
  title = `People (${attendances.length})`,
}: AttendanceListProps) {
  const [showsAll, setShowsAll] = useState(attendances.length <= MANY);
  return (
    <Section title={title}>
      <RowList label="People">
        {attendances.map((attendance, index) => (
          <AttendanceRow
            key={attendance.id}
            attendance={attendance}
            isOnlyPrinted={!showsAll && index >= FIRST}
          />
        ))}
      </RowList>
      {!showsAll && (
        <Button
          onClick={() => setShowsAll(true)}
          sx={{ marginTop: 1, '@media print': { display: 'none' } }}
        >
          Show all {attendances.length} people
        </Button>
      )}
    </Section>
  );
}

interface AttendanceRowProps {
  attendance: Attendance;
  isOnlyPrinted: boolean;
}

function AttendanceRow({ attendance, isOnlyPrinted }: AttendanceRowProps) {
  const marks = [
    ...(attendance.isMe ? ['you'] : []),
    ...(attendance.isOwner ? ['owner of the room'] : []),
    ...(attendance.role === 'cohost' ? ['co-host'] : []),
    ...(attendance.role === 'guest' && !attendance.claimed ? ['guest'] : []),
  ];
  return (
    <Row isOnlyPrinted={isOnlyPrinted}>
      <Initial person={attendance} size={40} />
      {/* Where both do not fit beside each other, the mark stands under the name. */}
      <Box
        sx={{
          display: 'flex',
          flexWrap: 'wrap',
          alignItems: 'center',
          columnGap: 1,
          flexGrow: 1,
          minWidth: 0,
          marginLeft: 1,
        }}
      >
        <Box sx={{ flex: '1 1 9rem', minWidth: 0 }}>
          <Typography sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>
            <bdi>{nameLabel(attendance)}</bdi>
            {marks.length > 0 && (
              <Box component="span" sx={{ fontWeight: 400, color: 'text.secondary' }}>
                {` (${marks.join(', ')})`}
              </Box>
            )}
          </Typography>
          {attendance.claimed && <ClaimedLine claimed={attendance.claimed} />}
          {attendance.intervals.map(({ joinedAt, leftAt }) => (
            <Typography key={joinedAt} variant="body2" sx={{ color: 'text.secondary' }}>
              {leftAt === null
                ? `since ${formatTime(joinedAt)}`
                : formatTimeRange(joinedAt, leftAt)}
            </Typography>
          ))}
        </Box>
        {attendance.leftAt === null ? (
          <LiveIndicator text="In the meeting now" />
        ) : (
          <Typography variant="body2" sx={{ whiteSpace: 'nowrap' }}>
            {formatDuration(attendance.presentSeconds)}
          </Typography>
        )}
      </Box>
    </Row>
  );
}

function ClaimedLine({ claimed }: { claimed: NonNullable<Attendance['claimed']> }) {
  return (
    <Typography variant="body2" sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>
      Joined as the guest <bdi>{claimed.displayName}</bdi>, claimed on {formatDate(claimed.at)}
    </Typography>
  );
}
