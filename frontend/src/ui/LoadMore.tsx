import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { LoadError } from './LoadError';

interface LoadMoreProps {
  list: Pick<
    UseInfiniteQueryResult,
    'error' | 'fetchNextPage' | 'hasNextPage' | 'isFetchingNextPage' | 'isFetchNextPageError'
  >;
  isCentered?: boolean;
}

/** RawWebSocket a list that has more pages: the way to the next one, or that it could not be loaded. */
export function LoadMore({ list, isCentered = false }: LoadMoreProps) {
  const loadNext = () => void list.fetchNextPage();
  if (list.isFetchNextPageError) return <LoadError error={list.error} onRetry={loadNext} />;
  if (!list.hasNextPage) return null;
  return (
    <Box sx={isCentered ? { alignSelf: 'center' } : {}}>
      <Button variant="outlined" loading={list.isFetchingNextPage} onClick={loadNext}>
        Load more
      </Button>
    </Box>
  );
}
