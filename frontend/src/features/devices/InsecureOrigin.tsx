import Alert from '@mui/material/Alert';
import Link from '@mui/material/Link';

/** Why there is neither camera nor microphone on a page over plain HTTP, and what to do. */
export function InsecureOrigin() {
  const { host, pathname, search } = window.location;
  const secure = `https://${host}${pathname}${search}`;
  return (
    <Alert severity="warning" variant="outlined" sx={{ color: 'text.primary' }}>
      Camera and microphone are missing because this page was opened without HTTPS, and browsers
      keep them from such pages. Open{' '}
      <Link href={secure} sx={{ overflowWrap: 'anywhere' }}>
        {secure}
      </Link>{' '}
      instead. If that does not open, whoever runs Parley here starts it with{' '}
      <code>npm start -- --https</code>. You can join all the same, to watch and listen.
    </Alert>
  );
}
