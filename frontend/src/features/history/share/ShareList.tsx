import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import type { Share } from '@parley/shared/shares';
import { useSnackbar } from 'notistack';
import { errorMessage } from '../../../lib/error-messages';
import { formatAgo, formatDateTime } from '../../../lib/format';
import { isolate } from '../../../lib/isolate';
import { LoadError } from '../../../ui/LoadError';
import { Row, RowList, RowsSkeleton } from '../../../ui/Row';
import { SharePart } from './SharePart';
import { useRevokeShare, useShares } from './share-api';

/** The shares that work, each with a button that revokes it. */
export function ShareList({ meetingId }: { meetingId: string }) {
  const list = useShares(meetingId);
  return (
    <SharePart title="Shared now">
      {list.isPending ? (
        <RowsSkeleton rows={1} label="the shares" />
      ) : list.data === undefined ? (
        <LoadError error={list.error} onRetry={() => void list.refetch()} />
      ) : list.data.shares.length === 0 ? (
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          With nobody. Links and accounts with which you share this record will be listed here.
        </Typography>
      ) : (
        <RowList label="Shares">
          {list.data.shares.map((share) => (
            <ShareRow key={share.id} meetingId={meetingId} share={share} />
          ))}
        </RowList>
      )}
    </SharePart>
  );
}

function ShareRow({ meetingId, share }: { meetingId: string; share: Share }) {
  const revoke = useRevokeShare(meetingId);
  const { enqueueSnackbar } = useSnackbar();
  const { kind, account, createdAt, expiresAt, lastUsedAt } = share;
  const name =
    kind === 'link'
      ? `Link of ${formatDateTime(createdAt)}`
      : (account?.displayName ?? 'An account');
  const details = [
    expiresAt === null ? 'until you revoke it' : `until ${formatDateTime(expiresAt)}`,
    lastUsedAt === null ? 'not opened yet' : `last opened ${formatAgo(lastUsedAt)}`,
  ];

  const end = (): void =>
    revoke.mutate(share.id, {
      onSuccess: () => void enqueueSnackbar('Revoked. It opens the record no more.'),
      onError: (error) =>
        void enqueueSnackbar(`Not revoked. ${errorMessage(error)}`, { variant: 'error' }),
    });

  return (
    <Row>
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Typography sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>
          <bdi>{name}</bdi>
        </Typography>
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {details.join(' · ')}
        </Typography>
      </Box>
      <Button
        color="error"
        aria-label={`Revoke: ${isolate(name)}`}
        loading={revoke.isPending}
        onClick={end}
      >
        Revoke
      </Button>
    </Row>
  );
}
