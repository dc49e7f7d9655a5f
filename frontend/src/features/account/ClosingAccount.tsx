import Button from '@mui/material/Button';
import { useSnackbar } from 'notistack';
import { useDocumentTitle } from '../../hooks/useDocumentTitle';
import { errorMessage } from '../../lib/error-messages';
import { formatDateTime } from '../../lib/format';
import { Notice } from '../../ui/Notice';
import { useKeepAccount, useSignOut } from './account-api';

/** Replaces every page while a deleted account can still be kept. */
export function ClosingAccount({ deletesAt }: { deletesAt: string }) {
  useDocumentTitle('Your account will be deleted');
  const keep = useKeepAccount();
  const signOut = useSignOut();
  const { enqueueSnackbar } = useSnackbar();

  const attempt = (action: Promise<unknown>) =>
    action.catch((error: unknown) => {
      enqueueSnackbar(errorMessage(error), { variant: 'error' });
    });

  const keepIt = async () => {
    await keep.mutateAsync();
    enqueueSnackbar('Your account stays. Everything is as it was.', { variant: 'success' });
  };

  return (
    <Notice
      title="Your account will be deleted"
      text={`You deleted this account. It will be gone for good on ${formatDateTime(deletesAt)}. Until then you can keep it.`}
    >
      <Button
        variant="contained"
        size="large"
        loading={keep.isPending}
        onClick={() => void attempt(keepIt())}
      >
        Keep my account
      </Button>
      <Button
        variant="outlined"
        size="large"
        loading={signOut.isPending}
        onClick={() => void attempt(signOut.mutateAsync())}
      >
        Sign out
      </Button>
    </Notice>
  );
}
