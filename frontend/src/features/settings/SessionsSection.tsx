import Button from '@mui/material/Button';
import type { SessionItem } from '@parley/shared/sessions';
import { useSnackbar } from 'notistack';
import { useState } from 'react';
import { errorMessage } from '../../lib/error-messages';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { LoadError } from '../../ui/LoadError';
import { RowList, RowsSkeleton } from '../../ui/Row';
import { useEndOtherSessions, useSessions } from './sessions-api';
import { SessionRow } from './SessionRow';
import { SettingsSection } from './SettingsSection';

/** Where the user is signed in. */
export function SessionsSection() {
  return (
    <SettingsSection
      title="Sessions"
      hint="Each browser in which you are signed in. End what you do not know, and then change your password."
    >
      <Sessions />
    </SettingsSection>
  );
}

function Sessions() {
  const sessions = useSessions();
  if (sessions.isPending) return <RowsSkeleton rows={2} label="your sessions" />;
  if (sessions.data === undefined) {
    return <LoadError error={sessions.error} onRetry={() => void sessions.refetch()} />;
  }
  // This device comes first; the order of the other sessions stays.
  const rows = [...sessions.data].sort((one, other) => Number(other.current) - Number(one.current));
  return (
    <>
      <RowList label="Your sessions">
        {rows.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </RowList>
      {rows.length > 1 && <EndOthers sessions={rows} />}
    </>
  );
}

function EndOthers({ sessions }: { sessions: readonly SessionItem[] }) {
  const [isAsking, setIsAsking] = useState(false);
  const end = useEndOtherSessions();
  const { enqueueSnackbar } = useSnackbar();

  const confirm = async () => {
    try {
      await end.mutateAsync();
      enqueueSnackbar('All other sessions have ended.');
    } catch (error) {
      enqueueSnackbar(errorMessage(error), { variant: 'error' });
    }
    setIsAsking(false);
  };

  const count = sessions.length - 1;
  return (
    <>
      <Button
        variant="outlined"
        onClick={() => setIsAsking(true)}
        sx={{ alignSelf: { xs: 'stretch', sm: 'flex-start' } }}
      >
        End all other sessions
      </Button>
      <ConfirmDialog
        open={isAsking}
        title="End all other sessions?"
        text={
          count === 1
            ? 'The other device signs out, and its call ends.'
            : `The ${count} other devices sign out, and their calls end.`
        }
        action="End sessions"
        busy={end.isPending}
        onConfirm={() => void confirm()}
        onClose={() => setIsAsking(false)}
      />
    </>
  );
}
