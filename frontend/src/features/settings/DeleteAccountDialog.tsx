import { useSnackbar } from 'notistack';
import { useNavigate } from 'react-router';
import { useDependencies } from '../../hooks/useDependencies';
import { useStepUp } from '../../hooks/useStepUp';
import { errorMessage } from '../../lib/error-messages';
import { formatDateTime } from '../../lib/format';
import { paths } from '../../lib/paths';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { useDeleteAccount } from './settings-api';

/** Asks once more and deletes the account. It is open while it is mounted. */
export function DeleteAccountDialog({ onClose }: { onClose: () => void }) {
  const { session } = useDependencies();
  const deleteAccount = useDeleteAccount();
  const stepUp = useStepUp();
  const navigate = useNavigate();
  const { enqueueSnackbar } = useSnackbar();

  const confirm = async () => {
    try {
      const scheduled = await stepUp.run(() => deleteAccount.mutateAsync());
      // The user did not want to prove who they are.
      if (scheduled === null) return onClose();
      // Opens the page that needs no account first, so that signing in again has no ?next=.
      await navigate(paths.home);
      await session.signOut();
      enqueueSnackbar(
        `You are signed out everywhere. Your account will be deleted on ${formatDateTime(scheduled.deletesAt)}. To keep it, sign in before then.`,
        { persist: true },
      );
    } catch (error) {
      onClose();
      enqueueSnackbar(`Your account was not deleted. ${errorMessage(error)}`, {
        variant: 'error',
      });
    }
  };

  if (stepUp.dialog !== false) return stepUp.dialog;
  return (
    <ConfirmDialog
      open
      title="Delete your account?"
      text="You are signed out everywhere at once. For seven days you can sign in and keep your account. Then it is deleted for good."
      action="Delete account"
      busy={deleteAccount.isPending}
      onConfirm={() => void confirm()}
      onClose={onClose}
    />
  );
}
