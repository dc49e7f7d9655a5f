import Box from '@mui/material/Box';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import { LoadError } from './LoadError';
import { LoadMore } from './LoadMore';
import { RowsSkeleton } from './Row';

interface EndlessListProps {
  list: Pick<
    UseInfiniteQueryResult,
    | 'data'
    | 'error'
    | 'fetchNextPage'
    | 'hasNextPage'
    | 'isFetchNextPageError'
    | 'isFetchingNextPage'
    | 'isPending'
    | 'isPlaceholderData'
    | 'refetch'
  >;
  /** Whether nothing has been found so far. */
  isEmpty: boolean;
  /** What is loading, for screen readers: `your meetings`. */
  label: string;
  /** Stands in for a list that stays empty. */
  empty: ReactNode;
  children: ReactNode;
}

/** How far below the window the next page begins to load. */
const AHEAD = '600px';

/**
 * A list that loads its next page before the reader gets to its end. A page may be empty although
 * another one follows: then the list goes on by itself.
 */
export function EndlessList({ list, isEmpty, label, empty, children }: EndlessListProps) {
  const { fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError } = list;
  const end = useRef<HTMLDivElement>(null);
  const isNextDue = hasNextPage && !isFetchingNextPage && !isFetchNextPageError;
  useEffect(() => {
    if (!isNextDue || list.isPlaceholderData) return;
    if (isEmpty) {
      void fetchNextPage();
      return;
    }
    const { current } = end;
    if (current === null) return;
    const observer = new IntersectionObserver(
      ([entry]) => entry?.isIntersecting === true && void fetchNextPage(),
      { rootMargin: `0px 0px ${AHEAD}` },
    );
    observer.observe(current);
    return () => observer.disconnect();
  }, [isNextDue, isEmpty, list.isPlaceholderData, fetchNextPage]);

  if (list.isPending) return <RowsSkeleton rows={6} label={label} />;
  if (list.data === undefined) {
    return <LoadError error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (isEmpty && (hasNextPage || list.isPlaceholderData) && !isFetchNextPageError) {
    return <RowsSkeleton rows={6} label={label} />;
  }
  return (
    <Box
      aria-busy={list.isPlaceholderData}
      sx={{ display: 'flex', flexDirection: 'column', gap: 3, minWidth: 0 }}
    >
      {isEmpty ? !hasNextPage && empty : children}
      <div ref={end} />
      <LoadMore list={list} isCentered />
    </Box>
  );
}
