import { chatEndpoints } from '@parley/shared/chat';
import { historyEndpoints } from '@parley/shared/history';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useDependencies } from '../../hooks/useDependencies';
import { hasCode, isPassing } from '../../lib/api-client-error';
import { MEETINGS } from '../../lib/query-keys';

const RECENT = 4;
const MESSAGES_A_PAGE = 100;
/** How often a page asks what may end meanwhile: a running meeting, the room of one. */
const REFRESH_MS = 20_000;
const SEARCH_TRIES = 3;

const isRunning = ({ endedAt }: { endedAt: string | null }): boolean => endedAt === null;
const refreshWhile = (runs: boolean | undefined): number | false =>
  runs === true ? REFRESH_MS : false;

/** The last few meetings. */
export function useRecentMeetings() {
  const { api } = useDependencies();
  return useQuery({
    queryKey: [...MEETINGS, 'recent'],
    queryFn: ({ signal }) =>
      api.call(historyEndpoints.listMeetings, { query: { limit: RECENT } }, { signal }),
    // One comes here from a call that has just ended.
    refetchOnMount: 'always',
    refetchInterval: REFRESH_MS,
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

/**
 * What was said, oldest first. Every page is loaded, one after the other, so that printing and the
 * browser's search find all of it.
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
    // Several parts of the page may ask in the same moment; one request serves them.
    if (isNextDue) void fetchNextPage({ cancelRefetch: false });
  }, [isNextDue, fetchNextPage]);
  return chat;
}
