import Button from '@mui/material/Button';
import { useMeetingMessages } from './history-api';

/** Prints the record once its whole chat has loaded. */
export function PrintButton({ id }: { id: string }) {
  const chat = useMeetingMessages(id);
  const isLoading = chat.isPending || (chat.hasNextPage && !chat.isError);
  return (
    <Button variant="outlined" loading={isLoading} onClick={() => window.print()}>
      Print
    </Button>
  );
}
