import Link from '@mui/material/Link';
import { Link as RouterLink } from 'react-router';
import { paths } from '../../lib/paths';
import { EmptyState } from '../../ui/EmptyState';
import { LoadError } from '../../ui/LoadError';
import { RowList, RowsSkeleton } from '../../ui/Row';
import { Section } from '../../ui/Section';
import { useRecentMeetings } from './history-api';
import { MeetingRow } from './MeetingRow';

/** The latest meetings, with links to their rooms. */
export function RecentMeetings() {
  const recent = useRecentMeetings();
  const hasMore = recent.data?.nextCursor != null;
  return (
    <Section
      title="Recent meetings"
      action={
        hasMore && (
          <Link component={RouterLink} to={paths.history} sx={{ padding: 1, fontSize: '0.875rem' }}>
            See all
          </Link>
        )
      }
    >
      <Meetings recent={recent} />
    </Section>
  );
}

function Meetings({ recent }: { recent: ReturnType<typeof useRecentMeetings> }) {
  if (recent.isPending) return <RowsSkeleton rows={3} label="recent meetings" />;
  if (recent.data === undefined) {
    return <LoadError error={recent.error} onRetry={() => void recent.refetch()} />;
  }
  const { meetings } = recent.data;
  if (meetings.length === 0) {
    return (
      <EmptyState text="After a meeting you find its participants, its length and its chat here." />
    );
  }
  return (
    <RowList label="Recent meetings">
      {meetings.map((meeting) => (
        <MeetingRow key={meeting.id} meeting={meeting} />
      ))}
    </RowList>
  );
}
