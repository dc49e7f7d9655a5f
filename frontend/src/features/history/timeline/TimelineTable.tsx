import Box from '@mui/material/Box';
import type { Attendance, MeetingRecord } from '@parley/shared/history';
import type { Line } from '@parley/shared/lines';
import { nameLabel } from '@parley/shared/participants';
import { formatDuration, formatTime, formatTimeRange } from '../../../lib/format';
import { MARK_LABELS } from '../../../lib/mark-words';
import { sharesOf } from './timeline-layout';

interface TimelineTableProps {
  meeting: MeetingRecord;
  lines: readonly Line[];
  /** Of the meeting, in milliseconds. */
  end: number;
}

/** The timeline for screen readers and for paper. */
export function TimelineTable({ meeting, lines, end }: TimelineTableProps) {
  const speakers = new Map(lines.map(({ id, speaker }) => [id, speaker.id]));
  const written = new Map<string, number>();
  for (const { speaker } of lines) written.set(speaker.id, (written.get(speaker.id) ?? 0) + 1);
  const timesOf = (person: Attendance): string[] =>
    meeting.activities
      .filter(({ kind, participantId }) => kind === 'hand_raised' && participantId === person.id)
      .map(({ at }) => formatTime(at));
  const marksOf = (person: Attendance): string[] =>
    meeting.marks
      .filter(({ lineId, author }) => (speakers.get(lineId) ?? author.id) === person.id)
      .map(({ at, kind }) => `${formatTime(at)} ${MARK_LABELS[kind]}`);
  return (
    // On a phone, the table is wider than the screen and scrolls, with the keyboard too.
    <Box tabIndex={0} sx={{ overflowX: 'auto', '@media print': { overflow: 'visible' } }}>
      <Box
        component="table"
        aria-label="Timeline"
        sx={{
          width: '100%',
          borderCollapse: 'collapse',
          fontSize: 13,
          '& th, & td': {
            textAlign: 'start',
            verticalAlign: 'top',
            padding: '6px 12px 6px 0',
            borderBottom: 1,
            borderColor: 'divider',
            overflowWrap: 'break-word',
          },
          '& thead th, & tbody th': { minWidth: 88 },
          '& thead th': { color: 'text.secondary', fontWeight: 600 },
          '& tr': { breakInside: 'avoid' },
        }}
      >
        <thead>
          <tr>
            {[
              'Name',
              'Present',
              'Time present',
              'Screen shared',
              'Hand raised',
              'Messages',
              'Marks',
            ].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {meeting.attendances.map((person) => (
            <tr key={person.id}>
              <th scope="row">
                <bdi>{nameLabel(person)}</bdi>
              </th>
              <td>
                {person.intervals.map(({ joinedAt, leftAt }) => (
                  <div key={joinedAt}>
                    {leftAt === null
                      ? `since ${formatTime(joinedAt)}`
                      : formatTimeRange(joinedAt, leftAt)}
                  </div>
                ))}
              </td>
              <td>{formatDuration(person.presentSeconds)}</td>
              <td>
                {sharesOf(person, meeting.activities, end).map(({ from, to }) => (
                  <div key={from}>{formatTimeRange(isoOf(from), isoOf(to))}</div>
                ))}
              </td>
              <td>{timesOf(person).join(', ')}</td>
              <td>{written.get(person.id) ?? 0}</td>
              <td>{marksOf(person).join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </Box>
    </Box>
  );
}

const isoOf = (at: number): string => new Date(at).toISOString();
