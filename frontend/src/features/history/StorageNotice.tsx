import Alert from '@mui/material/Alert';
import Link from '@mui/material/Link';
import { STORAGE_REPORTED_FROM } from '@parley/shared/retention';
import { Link as RouterLink } from 'react-router';
import { useStorage } from '../../hooks/useStorage';
import { formatShare } from '../../lib/format-amounts';
import { paths } from '../../lib/paths';

/** Tells the owner of records that their space is nearly used up, before people cannot write. */
export function StorageNotice() {
  const { data } = useStorage();
  if (data === undefined) return null;
  const { usedBytes, limitBytes } = data.storage;
  const share = usedBytes / limitBytes;
  if (share < STORAGE_REPORTED_FROM) return null;
  const what =
    share < 1
      ? `The records of your rooms use ${formatShare(share)} of their space. When it is full, nobody can write in the chat of your rooms.`
      : 'The records of your rooms use all their space, so nobody can write in the chat of your rooms.';
  return (
    <Alert severity="warning" variant="outlined">
      {what}{' '}
      <Link component={RouterLink} to={paths.history}>
        Delete records
      </Link>{' '}
      that you no longer need, or keep them for a shorter time in the settings of a room.
    </Alert>
  );
}
