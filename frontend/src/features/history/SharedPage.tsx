import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { shareEndpoints, shareTokenSchema } from '@parley/shared/shares';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'react-router';
import { useDependencies } from '../../hooks/useDependencies';
import { hasCode } from '../../lib/api-client-error';
import { formatDateTime } from '../../lib/format';
import { LoadError } from '../../ui/LoadError';
import { NotFoundPage } from '../../ui/NotFoundPage';
import { PageSkeleton } from '../../ui/PageSkeleton';
import { PrintButton } from './PrintButton';
import { LinkBaseContext } from './record/link-base';
import { Record } from './record/Record';
import { RecordHeader } from './record/RecordHeader';
import { useLines } from './record/useLines';

/** Milliseconds between two requests: a revoked link closes the page. */
const REFRESH_MS = 30_000;

/** The record that a share link opens, for readers without an account too. */
export function SharedPage() {
  const { hash } = useLocation();
  // A link to a line has the line after the token.
  const token = hash.slice(1).split('&')[0] ?? '';
  return shareTokenSchema.safeParse(token).success ? (
    <SharedRecord key={token} token={token} />
  ) : (
    <LinkInvalid />
  );
}

function SharedRecord({ token }: { token: string }) {
  const { api } = useDependencies();
  const key = ['shared', token];
  const shared = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      api.call(shareEndpoints.readSharedRecord, { body: { token } }, { signal }),
    refetchInterval: REFRESH_MS,
    refetchOnWindowFocus: 'always',
  });
  const lines = useLines({
    key: [...key, 'lines'],
    read: (cursor, signal) =>
      api.call(
        shareEndpoints.listSharedLines,
        { body: { token, ...(cursor !== undefined && { cursor }) } },
        { signal },
      ),
    count: shared.data?.meeting.messageCount,
    isOpen: true,
  });
  if (shared.isPending) return <PageSkeleton />;
  if (hasCode(shared.error, 'LINK_INVALID') || hasCode(lines.error, 'LINK_INVALID')) {
    return <LinkInvalid />;
  }
  if (shared.data === undefined) {
    return <LoadError error={shared.error} onRetry={() => void shared.refetch()} />;
  }
  const { meeting, expiresAt } = shared.data;
  return (
    <LinkBaseContext value={`#${token}&`}>
      <Record
        meeting={meeting}
        loaded={lines}
        isReadOnly
        header={
          <Box sx={{ display: 'grid', gap: 2 }}>
            <Typography
              sx={{
                border: 1,
                borderColor: 'divider',
                borderRadius: 1,
                paddingInline: 2,
                paddingBlock: 1.25,
                color: 'text.secondary',
              }}
            >
              The owner of this meeting shared its record with you. The link works until{' '}
              {formatDateTime(expiresAt)}, or until the owner revokes it. You can read and print it.
            </Typography>
            <RecordHeader meeting={meeting} isPublic>
              <PrintButton isReady={lines.lines !== undefined && !lines.hasMore} />
            </RecordHeader>
          </Box>
        }
      />
    </LinkBaseContext>
  );
}

function LinkInvalid() {
  return (
    <NotFoundPage
      title="This link does not work any more"
      text="It has expired, its owner has revoked it, or a part of it is missing. Ask whoever sent it for a new one."
    />
  );
}
