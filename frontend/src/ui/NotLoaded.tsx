import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useEffect } from 'react';
import { retryDelay } from '../core/backoff';
import { useDocumentTitle } from '../hooks/useDocumentTitle';
import { canReach } from '../lib/reach';
import { Notice } from './Notice';

/** Stands in for a page whose code did not load. Reloads the document once the server answers. */
export function NotLoaded() {
  useDocumentTitle('No answer from the server');
  useEffect(() => {
    let isGone = false;
    let timer: ReturnType<typeof setTimeout>;
    const wait = (attempt: number): void => {
      if (isGone) return;
      const look = (): void => void reloadIfReached().then(() => wait(attempt + 1));
      timer = setTimeout(look, retryDelay(attempt));
    };
    wait(1);
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, []);
  return (
    <Box component="main" sx={{ display: 'flex', padding: 2, minHeight: '100dvh' }}>
      <Notice
        live="status"
        title="No answer from the server"
        text="This page could not be loaded. The connection may be interrupted; Parley keeps trying by itself."
      >
        <Button variant="contained" onClick={() => void reloadIfReached()}>
          Try now
        </Button>
      </Notice>
    </Box>
  );
}

/** Reloads only if the server answers. Otherwise the browser's error page would replace this one. */
async function reloadIfReached(): Promise<void> {
  if (await canReach()) window.location.reload();
}
