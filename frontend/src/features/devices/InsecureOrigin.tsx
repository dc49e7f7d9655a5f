import Alert from '@mui/material/Alert';
import Link from '@mui/material/Link';

/** Says why a page over plain HTTP has no camera and microphone, and what to do. */
export function InsecureOrigin() {
  const { host, pathname, search } = window.location;
  const secure = `https://${host}${pathname}${search}`;
  return (
    <Alert severity="warning" variant="outlined" sx={{ color: 'text.primary' }}>
      Camera and microphone are missing because this page was opened without HTTPS. Browsers offer
      them to pages over HTTPS only. Open{' '}
      <Link href={secure} sx={{ overflowWrap: 'anywhere' }}>
        {secure}
      </Link>{' '}
      instead. If that does not open, ask the operator of this server to start Parley with{' '}
      <code>npm start -- --https</code>. You can still join to watch and listen.
    </Alert>
  );
}
