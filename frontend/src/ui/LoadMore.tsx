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

/** Stands below a list with more pages: a button for the next one, or the error of loading it. */
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
