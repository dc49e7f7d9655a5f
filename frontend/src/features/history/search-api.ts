import { historyEndpoints } from '@parley/shared/history';
import { searchEndpoints } from '@parley/shared/search';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useDependencies } from '../../hooks/useDependencies';
import { hasCode, isPassing } from '../../lib/api-client-error';
import { MEETINGS } from '../../lib/query-keys';
import { filterQuery, type HistoryFilters } from './history-filters';

/** Milliseconds between two requests while a listed meeting is running. */
const REFRESH_MS = 20_000;
const SEARCH_TRIES = 4;

/** A reader who types slowly sends a search per letter and may reach the rate limit. */
const retry = (failures: number, error: Error): boolean =>
  (isPassing(error) || hasCode(error, 'RATE_LIMITED')) && failures < SEARCH_TRIES;

/** The meetings that pass the filters, latest first, page by page. */
export function useMeetings(filters: HistoryFilters) {
  const { api } = useDependencies();
  const query = filterQuery(filters);
  return useInfiniteQuery({
    queryKey: [...MEETINGS, 'list', query],
    queryFn: ({ pageParam, signal }) =>
      api.call(
        historyEndpoints.listMeetings,
        { query: { cursor: pageParam, ...query } },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    enabled: filters.q === '',
    placeholderData: keepPreviousData,
    // Only with one page: otherwise every page would be requested again.
    refetchInterval: ({ state }) => {
      const [first, ...more] = state.data?.pages ?? [];
      const runs = first?.meetings.some(({ endedAt }) => endedAt === null);
      return more.length === 0 && runs === true && REFRESH_MS;
    },
    retry,
  });
}

/** The hits of a query in the meetings that pass the filters, page by page. */
export function useSearch(filters: HistoryFilters) {
  const { api } = useDependencies();
  const query = { q: filters.q, ...filterQuery(filters) };
  return useInfiniteQuery({
    queryKey: [...MEETINGS, 'search', query],
    queryFn: ({ pageParam, signal }) =>
      api.call(searchEndpoints.search, { query: { cursor: pageParam, ...query } }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    enabled: filters.q !== '',
    placeholderData: keepPreviousData,
    retry,
  });
}
