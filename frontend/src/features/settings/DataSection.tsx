import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import type { User } from '@parley/shared/auth';
import { useSnackbar } from 'notistack';
import { type ReactNode, Suspense, useState } from 'react';
import { useStorage } from '../../hooks/useStorage';
import { errorMessage } from '../../lib/error-messages';
import { formatBytes, formatShare } from '../../lib/format-amounts';
import { lazyPage } from '../../lib/lazy-part';
import { saveFile } from '../../lib/save-file';
import { useExport } from './settings-api';
import { SettingsSection } from './SettingsSection';

const DeleteAccountDialog = lazyPage(
  async () => (await import('./DeleteAccountDialog')).DeleteAccountDialog,
);

/** Export and deletion of the account's data. */
export function DataSection({ user }: { user: User }) {
  return (
    <SettingsSection title="Your data" hint="Take it with you, or delete it.">
      <StoragePart />
      <ExportPart />
      <DeletionPart user={user} />
    </SettingsSection>
  );
}

function StoragePart() {
  const { data } = useStorage();
  if (data === undefined) return null;
  const { usedBytes, limitBytes } = data.storage;
  const share = usedBytes / limitBytes;
  return (
    <Part title="Space for records">
      <Typography>
        The records of your rooms use {formatBytes(usedBytes)} of {formatBytes(limitBytes)}
        {share >= 0.01 && ` (${formatShare(share)})`}. You make space by deleting records, or by
        keeping them for a shorter time in the settings of a room.
      </Typography>
    </Part>
  );
}

function ExportPart() {
  const exportData = useExport();
  const { enqueueSnackbar } = useSnackbar();

  const download = async () => {
    try {
      const day = new Date().toISOString().slice(0, 10);
      saveFile(await exportData.mutateAsync(), `parley-account-${day}.json`);
    } catch (error) {
      enqueueSnackbar(`Your data was not downloaded. ${errorMessage(error)}`, { variant: 'error' });
    }
  };

  return (
    <Part title="Download">
      <Typography>
        One file with all that this server stores about you: your profile, sessions and rooms, the
        meetings that you attended, and the chat messages that you wrote. Programs can read it
        (JSON).
      </Typography>
      <Button
        variant="outlined"
        loading={exportData.isPending}
        onClick={() => void download()}
        sx={buttonSx}
      >
        Download my data
      </Button>
    </Part>
  );
}

function DeletionPart({ user }: { user: User }) {
  const [isAsking, setIsAsking] = useState(false);
  return (
    <Part title="Delete the account">
      <Typography>
        You are signed out everywhere at once. After seven days, everything is deleted for good.
        Until then you can sign in and keep your account.
      </Typography>
      <Box component="ul" sx={{ margin: 0, paddingInlineStart: 2.5, display: 'grid', gap: 1 }}>
        <li>
          <strong>Deleted:</strong> your profile, sessions and rooms. Links to your rooms stop
          working, and nobody else gets their codes.
        </li>
        <li>
          <strong>Stays with other people:</strong> the records of meetings that you were in, with
          the times and your chat messages. Your name in them becomes “Deleted account”.
        </li>
      </Box>
      <Button variant="outlined" color="error" onClick={() => setIsAsking(true)} sx={buttonSx}>
        Delete account
      </Button>
      {isAsking && (
        <Suspense>
          <DeleteAccountDialog user={user} onClose={() => setIsAsking(false)} />
        </Suspense>
      )}
    </Part>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1.5, maxWidth: 520 }}>
      <Typography variant="h3">{title}</Typography>
      {children}
    </Box>
  );
}

const buttonSx = { alignSelf: { xs: 'stretch', sm: 'flex-start' } };
