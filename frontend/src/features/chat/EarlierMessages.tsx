import Button from '@mui/material/Button';
import { enqueueSnackbar } from 'notistack';
import { useState } from 'react';
import { errorMessage } from '../../lib/error-messages';
import type { ChatLog } from './chat-log';

interface EarlierMessagesProps {
  log: ChatLog;
  /** Called when the first page is loaded. The button disappears then, and with it the focus. */
  onLastLoaded: () => void;
}

/** A button that loads the page of messages before the first one. */
export function EarlierMessages({ log, onLastLoaded }: EarlierMessagesProps) {
  const [isLoading, setLoading] = useState(false);
  const load = async (): Promise<void> => {
    setLoading(true);
    try {
      await log.loadEarlier();
      if (!log.snapshot.get().hasEarlier) onLastLoaded();
    } catch (error) {
      enqueueSnackbar(errorMessage(error), { variant: 'error' });
    } finally {
      setLoading(false);
    }
  };
  return (
    <Button size="small" fullWidth loading={isLoading} onClick={() => void load()}>
      Show earlier messages
    </Button>
  );
}
