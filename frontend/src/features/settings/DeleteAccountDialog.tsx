import Typography from '@mui/material/Typography';
import { useSnackbar } from 'notistack';
import { useForm } from 'react-hook-form';
import { useNavigate } from 'react-router';
import { useDependencies } from '../../hooks/useDependencies';
import { formatDateTime } from '../../lib/format';
import { paths } from '../../lib/paths';
import { FormDialog } from '../../ui/FormDialog';
import { PasswordField } from '../../ui/PasswordField';
import { showFormErrors } from '../../ui/show-form-errors';
import { useDeleteAccount } from './settings-api';

/** Asks for the password and deletes the account. */
export function DeleteAccountDialog({ onClose }: { onClose: () => void }) {
  const { session } = useDependencies();
  const deleteAccount = useDeleteAccount();
  const navigate = useNavigate();
  const { enqueueSnackbar } = useSnackbar();
  const form = useForm({ defaultValues: { password: '' } });
  const { errors } = form.formState;

  const submit = form.handleSubmit(async ({ password }) => {
    try {
      const { deletesAt } = await deleteAccount.mutateAsync(password);
      // Opens the page that needs no account first, so that signing in again has no ?next=.
      await navigate(paths.home);
      await session.signOut();
      enqueueSnackbar(
        `You are signed out everywhere. Your account will be deleted on ${formatDateTime(deletesAt)}. To keep it, sign in before then.`,
        { persist: true },
      );
    } catch (error) {
      showFormErrors(form, error, ['password']);
    }
  });

  return (
    <FormDialog
      title="Delete your account?"
      action="Delete account"
      isDestructive
      busy={deleteAccount.isPending}
      problem={errors.root?.message}
      onSubmit={(event) => void submit(event)}
      onClose={onClose}
    >
      <Typography>
        You are signed out everywhere. You have seven days to change your mind.
      </Typography>
      <PasswordField
        autoComplete="current-password"
        takesFocus
        registration={form.register('password', { required: 'Enter your password' })}
        problem={errors.password?.message}
      />
    </FormDialog>
  );
}
