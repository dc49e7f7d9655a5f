import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useCallback, useRef } from 'react';
import { Link as RouterLink } from 'react-router';
import { useDocumentTitle } from '../../hooks/useDocumentTitle';
import { isolate } from '../../lib/isolate';
import { paths } from '../../lib/paths';
import { inGroups, timeGroup } from '../../lib/time-groups';
import { EmptyState } from '../../ui/EmptyState';
import { EndlessList } from '../../ui/EndlessList';
import { RowList } from '../../ui/Row';
import { visuallyHidden } from '../../ui/visually-hidden';
import { FilterChips } from './FilterChips';
import { hasFilter, type HistoryFilters, useHistoryFilters } from './history-filters';
import { MeetingRow } from './MeetingRow';
import { useMeetings, useSearch } from './search-api';
import { SearchField } from './SearchField';
import { focusFirstHit, SearchResults } from './SearchResults';

/** The meetings of the reader by day, and the search in their records. */
export function HistoryPage() {
  useDocumentTitle('History');
  const [filters, change] = useHistoryFilters();
  const input = useRef<HTMLInputElement>(null);
  const search = useCallback((q: string) => change({ q }), [change]);
  const clear = () =>
    change({
      person: '',
      place: '',
      from: '',
      to: '',
      withDecisions: false,
      withOpenActions: false,
    });
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 3 }}>
      <Typography variant="h1">History</Typography>
      <Box role="search" sx={{ display: 'flex', flexDirection: 'column', gap: 1.5 }}>
        <SearchField input={input} query={filters.q} onChange={search} onDown={focusFirstHit} />
        <FilterChips filters={filters} onChange={change} />
      </Box>
      {filters.q === '' ? (
        <MeetingList filters={filters} onClear={clear} />
      ) : (
        <Results filters={filters} onClear={clear} onLeave={() => input.current?.focus()} />
      )}
    </Box>
  );
}

interface ListProps {
  filters: HistoryFilters;
  onClear: () => void;
}

function MeetingList({ filters, onClear }: ListProps) {
  const list = useMeetings(filters);
  const meetings = list.data?.pages.flatMap((page) => page.meetings) ?? [];
  return (
    <EndlessList
      list={list}
      isEmpty={meetings.length === 0}
      label="your meetings"
      empty={hasFilter(filters) ? <NothingFiltered onClear={onClear} /> : <NoMeetings />}
    >
      {inGroups(meetings, ({ startedAt }) => timeGroup(startedAt)).map(({ name, members }) => (
        <Box key={`${name}-${members[0]?.id}`}>
          <Typography variant="h2" sx={{ marginBottom: 1 }}>
            {name}
          </Typography>
          <RowList label={name}>
            {members.map((meeting) => (
              <MeetingRow key={meeting.id} meeting={meeting} isUnderDay={isDay(name)} />
            ))}
          </RowList>
        </Box>
      ))}
    </EndlessList>
  );
}

const isDay = (group: string): boolean => group === 'Today' || group === 'Yesterday';

function Results({ filters, onClear, onLeave }: ListProps & { onLeave: () => void }) {
  const list = useSearch(filters);
  const hits = list.data?.pages.flatMap((page) => page.hits) ?? [];
  const isFinal = !list.isPending && !list.isPlaceholderData && !list.hasNextPage;
  return (
    <>
      <Box component="output" sx={visuallyHidden}>
        {hits.length > 0 && !list.isPlaceholderData && countWords(hits.length, isFinal)}
      </Box>
      <EndlessList
        list={list}
        isEmpty={hits.length === 0}
        label="results"
        empty={
          hasFilter(filters) ? (
            <NothingFiltered query={filters.q} onClear={onClear} />
          ) : (
            <EmptyState
              text={`Nothing matches “${isolate(filters.q)}”. The search looks at names, rooms, titles, your notes, the chat and its marks, in all meetings that you attended or own.`}
            />
          )
        }
      >
        <SearchResults hits={hits} onLeave={onLeave} />
      </EndlessList>
    </>
  );
}

const countWords = (count: number, isFinal: boolean): string =>
  `${count}${isFinal ? '' : ' or more'} ${count === 1 && isFinal ? 'result' : 'results'}`;

function NothingFiltered({ query, onClear }: { query?: string; onClear: () => void }) {
  const what = query === undefined ? 'No meeting' : `Nothing with “${isolate(query)}”`;
  return (
    <EmptyState text={`${what} passes these filters.`}>
      <Button variant="outlined" onClick={onClear}>
        Clear the filters
      </Button>
    </EmptyState>
  );
}

function NoMeetings() {
  return (
    <EmptyState text="Every meeting that you attend is kept here: its participants, their times, its chat and its decisions.">
      <Button component={RouterLink} to={paths.home} variant="contained">
        Start a meeting
      </Button>
    </EmptyState>
  );
}
