import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Chip from '@mui/material/Chip';
import Typography from '@mui/material/Typography';
import type { SessionItem } from '@parley/shared/sessions';
import { useSnackbar } from 'notistack';
import { errorMessage } from '../../lib/error-messages';
import { formatAgo, formatDateTime } from '../../lib/format';
import { Row } from '../../ui/Row';
import { useEndSession } from './sessions-api';

/** One session: its device, its times and a button that ends it. */
export function SessionRow({ session }: { session: SessionItem }) {
  const end = useEndSession();
  const { enqueueSnackbar } = useSnackbar();
  const { id, device, startedAt, lastUsedAt, current } = session;

  const endIt = () =>
    end.mutateAsync(id).then(
      () => enqueueSnackbar(`The session in ${device} has ended.`),
      (error: unknown) => enqueueSnackbar(errorMessage(error), { variant: 'error' }),
    );

  return (
    <Row>
      <Box sx={{ flexGrow: 1, minWidth: 0 }}>
        <Box sx={{ display: 'flex', alignItems: 'center', flexWrap: 'wrap', columnGap: 1 }}>
          <Typography sx={{ fontWeight: 600 }}>{device}</Typography>
          {current && <Chip size="small" label="This device" color="success" variant="outlined" />}
        </Box>
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {current ? (
            'In use now'
          ) : (
            <>
              Last used <time dateTime={lastUsedAt}>{formatAgo(lastUsedAt)}</time>
            </>
          )}
        </Typography>
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          Signed in <time dateTime={startedAt}>{formatDateTime(startedAt)}</time>
        </Typography>
      </Box>
      {!current && (
        <Button
          variant="outlined"
          size="small"
          loading={end.isPending}
          aria-label={`End the session in ${device}`}
          onClick={() => void endIt()}
        >
          End
        </Button>
      )}
    </Row>
  );
}
