import { lineEndpoints, type Line } from '@parley/shared/lines';
import {
  type InfiniteData,
  type QueryKey,
  useInfiniteQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { useDependencies } from '../../../hooks/useDependencies';
import { lineKeyOf } from '../history-api';

const LINES_A_PAGE = 100;
/** Lines change after a meeting only when somebody retracts one. Milliseconds between two looks. */
const REFRESH_MS = 15_000;
/** The same for long conversations, of which each look takes many requests. */
const SLOW_REFRESH_MS = 60_000;
const FEW_PAGES = 2;

interface LinePage {
  lines: Line[];
  nextCursor: string | null;
}

type LinePages = InfiniteData<LinePage, string | undefined>;

/** The lines of a meeting as the page shows them. */
export interface LoadedLines {
  /** Undefined until the first page is there. */
  readonly lines: readonly Line[] | undefined;
  /** Whether more pages are to come. */
  readonly hasMore: boolean;
  readonly error: Error | null;
  retry(): void;
}

interface LinesOptions {
  /** The key of the lines in the cache. */
  key: QueryKey;
  /** Reads a page. */
  read: (cursor: string | undefined, signal?: AbortSignal) => Promise<LinePage>;
  /** How many lines there are, as the record says: when it grows, there is something at the end. */
  count: number | undefined;
  /** False while the reader may not read any. */
  isOpen: boolean;
}

/** The lines of one of the reader's meetings. */
export function useMeetingLines(
  id: string,
  state: Pick<LinesOptions, 'count' | 'isOpen'>,
): LoadedLines {
  const { api } = useDependencies();
  return useLines({
    ...state,
    key: lineKeyOf(id),
    read: (cursor, signal) =>
      api.call(
        lineEndpoints.listLines,
        { params: { id }, query: { cursor, limit: LINES_A_PAGE } },
        { signal },
      ),
  });
}

/**
 * The conversation of a meeting, oldest line first. The first page shows at once; the others follow,
 * one after another, so that printing and the browser's search cover all of it.
 */
export function useLines({ key, read, count, isOpen }: LinesOptions): LoadedLines {
  const queryClient = useQueryClient();
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    enabled: isOpen,
    refetchInterval: ({ state }) =>
      (state.data?.pages.length ?? 0) > FEW_PAGES ? SLOW_REFRESH_MS : REFRESH_MS,
  });
  const { fetchNextPage } = query;
  const isNextDue = query.hasNextPage && !query.isFetching && !query.isError;
  const pageCount = query.data?.pages.length;
  useEffect(() => {
    if (isNextDue) void fetchNextPage({ cancelRefetch: false });
  }, [isNextDue, pageCount, fetchNextPage]);

  // What is new is at the end: only the last page is read again.
  const seen = useRef(count);
  const isComplete = query.data !== undefined && !query.hasNextPage && !query.isFetching;
  useEffect(() => {
    if (!isComplete || count === undefined || seen.current === count) return;
    const isFirst = seen.current === undefined;
    seen.current = count;
    if (isFirst) return;
    const known = queryClient.getQueryData<LinePages>(key);
    const cursor = known?.pageParams.at(-1);
    const replaceLast = (page: LinePage): void => {
      queryClient.setQueryData<LinePages>(key, (data) =>
        data === undefined || data.pageParams.at(-1) !== cursor
          ? data
          : { ...data, pages: [...data.pages.slice(0, -1), page] },
      );
    };
    // The next look at all pages makes up for a failure.
    read(cursor).then(replaceLast, () => undefined);
  });

  const { data } = query;
  const lines = useMemo(() => data?.pages.flatMap((page) => page.lines), [data]);
  return {
    lines,
    hasMore: query.hasNextPage,
    error: query.error,
    retry: () => void (query.data === undefined ? query.refetch() : fetchNextPage()),
  };
}
