import { chatEndpoints } from '@parley/shared/chat';
import { historyEndpoints } from '@parley/shared/history';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useDependencies } from '../../hooks/useDependencies';
import { hasCode, isPassing } from '../../lib/api-client-error';
import { MEETINGS } from '../../lib/query-keys';

const RECENT = 4;
const MESSAGES_A_PAGE = 100;
/** How soon a page that shows a running meeting shows that it has ended. */
const RUNNING_REFRESH_MS = 20_000;
const SEARCH_TRIES = 3;

const isRunning = ({ endedAt }: { endedAt: string | null }): boolean => endedAt === null;
const refreshWhile = (runs: boolean | undefined): number | false =>
  runs === true ? RUNNING_REFRESH_MS : false;

/** The last few meetings. */
export function useRecentMeetings() {
  const { api } = useDependencies();
  return useQuery({
    queryKey: [...MEETINGS, 'recent'],
    queryFn: ({ signal }) =>
      api.call(historyEndpoints.listMeetings, { query: { limit: RECENT } }, { signal }),
    // One comes here from a call that has just ended.
    refetchOnMount: 'always',
    refetchInterval: ({ state }) => refreshWhile(state.data?.meetings.some(isRunning)),
  });
}

/** All meetings that match, latest first, page by page. */
export function useMeetings(search: string) {
  const { api } = useDependencies();
  return useInfiniteQuery({
    queryKey: [...MEETINGS, 'list', search],
    queryFn: ({ pageParam, signal }) =>
      api.call(
        historyEndpoints.listMeetings,
        { query: { cursor: pageParam, ...(search !== '' && { q: search }) } },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    // Of one page only: with more, all of them would be asked for again.
    refetchInterval: ({ state }) => {
      const [first, ...more] = state.data?.pages ?? [];
      return refreshWhile(more.length === 0 && first?.meetings.some(isRunning));
    },
    // Somebody who types slowly searches with every letter, and may have to wait a little.
    retry: (failures, error) =>
      (isPassing(error) || hasCode(error, 'RATE_LIMITED')) && failures < SEARCH_TRIES,
  });
}

export function useMeeting(id: string) {
  const { api } = useDependencies();
  return useQuery({
    queryKey: [...MEETINGS, 'one', id],
    queryFn: ({ signal }) => api.call(historyEndpoints.readMeeting, { params: { id } }, { signal }),
    refetchInterval: ({ state }) => refreshWhile(state.data && isRunning(state.data.meeting)),
  });
}

/** What was said, oldest first, page by page. */
export function useMeetingMessages(id: string) {
  const { api } = useDependencies();
  return useInfiniteQuery({
    queryKey: [...MEETINGS, 'one', id, 'messages'],
    queryFn: ({ pageParam, signal }) =>
      api.call(
        chatEndpoints.listMessages,
        { params: { id }, query: { cursor: pageParam, limit: MESSAGES_A_PAGE } },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
  });
}
