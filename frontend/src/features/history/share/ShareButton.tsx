import Button from '@mui/material/Button';
import { Suspense, useState } from 'react';
import { lazyPage } from '../../../lib/lazy-part';

const ShareDialog = lazyPage(async () => (await import('./ShareDialog')).ShareDialog);

/** Opens the shares of a record. Only its owner has this button, after the meeting. */
export function ShareButton({ meetingId }: { meetingId: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="outlined" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Share
      </Button>
      {isOpen && (
        <Suspense>
          <ShareDialog meetingId={meetingId} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
