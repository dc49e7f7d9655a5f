import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useMemo } from 'react';
import { useDocumentTitle } from '../hooks/useDocumentTitle';
import { ApiClientError } from '../lib/api-client-error';
import { cutText } from '../lib/graphemes';
import { CopyCode } from './CopyCode';
import { CopyDebugLog } from './CopyDebugLog';
import { Notice } from './Notice';

/** The page for an error in the app itself. Its code tells the person who runs the server more. */
export function CrashPage({ error }: { error: unknown }) {
  useDocumentTitle('Something went wrong');
  const code = useMemo(() => errorCode(error), [error]);
  return (
    <Box component="main" sx={{ display: 'flex', padding: 2, minHeight: '100dvh' }}>
      <Notice
        title="Something went wrong"
        text="This page failed. Reloading it usually helps; if it does not, send the code to the person who runs this server."
      >
        <Box component="code" sx={{ fontSize: '0.875rem', overflowWrap: 'anywhere' }}>
          {code}
        </Box>
        <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap', justifyContent: 'center' }}>
          <Button variant="contained" onClick={() => window.location.reload()}>
            Reload the page
          </Button>
          <CopyCode code={code} label="Copy the code" variant="outlined" />
          <CopyDebugLog variant="outlined" />
        </Box>
      </Notice>
    </Box>
  );
}

function errorCode(error: unknown): string {
  if (error instanceof ApiClientError) return [error.code, error.requestId].join(' ').trim();
  if (error instanceof Error) return cutText(`${error.name}: ${error.message}`, 200);
  return 'Unknown';
}
