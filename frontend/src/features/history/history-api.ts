import { historyEndpoints, type MeetingRecord } from '@parley/shared/history';
import { useQuery } from '@tanstack/react-query';
import { useDependencies } from '../../hooks/useDependencies';
import { MEETINGS } from '../../lib/query-keys';

const RECENT = 3;
/** Milliseconds between two requests while a listed meeting is running. */
const REFRESH_MS = 20_000;

const isRunning = ({ endedAt }: { endedAt: string | null }): boolean => endedAt === null;

/** The latest meetings for the dashboard. */
export function useRecentMeetings() {
  const { api } = useDependencies();
  return useQuery({
    queryKey: [...MEETINGS, 'recent'],
    queryFn: ({ signal }) =>
      api.call(historyEndpoints.listMeetings, { query: { limit: RECENT } }, { signal }),
    // The user may come from a call that has just ended.
    refetchOnMount: 'always',
    refetchInterval: REFRESH_MS,
  });
}

/** Milliseconds between two requests of a record: of a running meeting, and afterwards. */
const RUNNING_RECORD_MS = 4_000;
const PAST_RECORD_MS = 15_000;

/** The record of a meeting in the cache. */
export const recordKeyOf = (id: string) => [...MEETINGS, 'one', id] as const;
/** The lines of a meeting in the cache. */
export const lineKeyOf = (id: string) => [...recordKeyOf(id), 'lines'] as const;

/**
 * The record of a meeting. While the page is visible it is read again and again, so that people who
 * change it at the same time see the same state.
 */
export function useMeeting(id: string) {
  const { api } = useDependencies();
  return useQuery({
    queryKey: recordKeyOf(id),
    queryFn: ({ signal }) => api.call(historyEndpoints.readMeeting, { params: { id } }, { signal }),
    refetchInterval: ({ state }) => refreshEvery(state.data?.meeting),
    refetchOnWindowFocus: 'always',
  });
}

/** A record that the reader may not see yet changes only when the meeting ends. */
function refreshEvery(meeting: MeetingRecord | undefined): number | false {
  if (meeting === undefined) return false;
  if (meeting.isRestricted === true) return REFRESH_MS;
  return isRunning(meeting) ? RUNNING_RECORD_MS : PAST_RECORD_MS;
}
