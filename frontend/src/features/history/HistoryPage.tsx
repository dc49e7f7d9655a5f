import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { Link as RouterLink } from 'react-router';
import { useDebounced } from '../../hooks/useDebounced';
import { useDocumentTitle } from '../../hooks/useDocumentTitle';
import { isolate } from '../../lib/isolate';
import { paths } from '../../lib/paths';
import { EmptyState } from '../../ui/EmptyState';
import { LoadError } from '../../ui/LoadError';
import { LoadMore } from '../../ui/LoadMore';
import { RowList, RowsSkeleton } from '../../ui/Row';
import { TextInput } from '../../ui/TextInput';
import { useMeetings } from './history-api';
import { MeetingRow } from './MeetingRow';

const SEARCH_DELAY_MS = 350;
/** The greatest length of a search text in the contract. */
const MAX_SEARCH_LENGTH = 80;

export function HistoryPage() {
  useDocumentTitle('History');
  const [text, setText] = useState('');
  const search = useDebounced(text.trim(), SEARCH_DELAY_MS);
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 3 }}>
      <Typography variant="h1">History</Typography>
      <TextInput
        type="search"
        label="Search by room or person"
        value={text}
        onChange={(inputEvent) => setText(inputEvent.target.value)}
        autoComplete="off"
        inputProps={{ maxLength: MAX_SEARCH_LENGTH }}
        sx={{ maxWidth: 480 }}
      />
      <MeetingList search={search} />
    </Box>
  );
}

function MeetingList({ search }: { search: string }) {
  const list = useMeetings(search);
  if (list.isPending) return <RowsSkeleton rows={6} label="your meetings" />;
  if (list.data === undefined) {
    return <LoadError error={list.error} onRetry={() => void list.refetch()} />;
  }
  const meetings = list.data.pages.flatMap((page) => page.meetings);
  if (meetings.length === 0 && !list.hasNextPage) return <NoMeetings search={search} />;
  return (
    <Box
      aria-busy={list.isPlaceholderData}
      sx={{ display: 'flex', flexDirection: 'column', gap: 2, alignItems: 'stretch' }}
    >
      {meetings.length === 0 ? (
        // One request searches a limited number of meetings, and there are more.
        <EmptyState text={`None of your latest meetings matches “${search}”.`} />
      ) : (
        <RowList label="Meetings">
          {meetings.map((meeting) => (
            <MeetingRow key={meeting.id} meeting={meeting} />
          ))}
        </RowList>
      )}
      <LoadMore list={list} isCentered />
    </Box>
  );
}

function NoMeetings({ search }: { search: string }) {
  if (search !== '') return <EmptyState text={`No meeting matches “${isolate(search)}”.`} />;
  return (
    <EmptyState text="Every meeting that you attend is kept here: its participants, their times, its length and its chat.">
      <Button component={RouterLink} to={paths.home} variant="contained">
        Start a meeting
      </Button>
    </EmptyState>
  );
}
