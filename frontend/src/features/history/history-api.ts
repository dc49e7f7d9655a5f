import { chatEndpoints } from '@parley/shared/chat';
import { historyEndpoints } from '@parley/shared/history';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useDependencies } from '../../hooks/useDependencies';
import { hasCode, isPassing } from '../../lib/api-client-error';
import { MEETINGS } from '../../lib/query-keys';

const RECENT = 4;
const MESSAGES_A_PAGE = 100;
/** Milliseconds between two requests while a listed meeting is running. */
const REFRESH_MS = 20_000;
const SEARCH_TRIES = 3;

const isRunning = ({ endedAt }: { endedAt: string | null }): boolean => endedAt === null;
const refreshWhile = (runs: boolean | undefined): number | false =>
  runs === true ? REFRESH_MS : false;

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

/** The meetings that match a search, latest first, page by page. */
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
    // Only with one page: otherwise every page would be requested again.
    refetchInterval: ({ state }) => {
      const [first, ...more] = state.data?.pages ?? [];
      return refreshWhile(more.length === 0 && first?.meetings.some(isRunning));
    },
    // A user who types slowly sends a search per letter and may reach the rate limit.
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

/**
 * The chat of a meeting, oldest message first. Loads every page, one after another, so that printing
 * and the browser's search cover all of it.
 */
export function useMeetingMessages(id: string) {
  const { api } = useDependencies();
  const chat = useInfiniteQuery({
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
  const { fetchNextPage } = chat;
  const isNextDue = chat.hasNextPage && !chat.isFetching && !chat.isError;
  useEffect(() => {
    // Several components ask at the same moment; one request serves them.
    if (isNextDue) void fetchNextPage({ cancelRefetch: false });
  }, [isNextDue, fetchNextPage]);
  return chat;
}
