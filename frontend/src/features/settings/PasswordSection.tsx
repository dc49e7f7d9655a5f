import { zodResolver } from '@hookform/resolvers/zod';
import { passwordSchema } from '@parley/shared/auth';
import type { User } from '@parley/shared/auth';
import { useSnackbar } from 'notistack';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { useStepUp } from '../../hooks/useStepUp';
import { hasCode } from '../../lib/api-client-error';
import { PasswordField } from '../../ui/PasswordField';
import { showFormErrors } from '../../ui/show-form-errors';
import { useSecondFactor } from './second-factor-api';
import { useChangePassword } from './settings-api';
import { SettingsForm } from './SettingsForm';
import { SettingsSection } from './SettingsSection';

/** Users who came by a sign-in provider have no password yet. */
const schemaFor = (hasPassword: boolean) =>
  z.strictObject({
    currentPassword: z.string().min(hasPassword ? 1 : 0, 'Must not be empty'),
    newPassword: passwordSchema,
  });
const empty = { currentPassword: '', newPassword: '' };

/** Changing the password. */
export function PasswordSection({ user }: { user: User }) {
  const change = useChangePassword();
  const stepUp = useStepUp();
  const hasPassword = useSecondFactor().data?.hasPassword ?? true;
  const { enqueueSnackbar } = useSnackbar();
  const form = useForm({ resolver: zodResolver(schemaFor(hasPassword)), defaultValues: empty });
  const { errors } = form.formState;

  const submit = form.handleSubmit(async ({ currentPassword, newPassword }) => {
    const input = { newPassword, ...(hasPassword && { currentPassword }) };
    try {
      const done = await stepUp.run(() => change.mutateAsync(input));
      if (done === null) return;
      form.reset(empty);
      enqueueSnackbar('Your password has changed. All other devices are signed out.');
    } catch (error) {
      if (hasCode(error, 'PROOF_REFUSED')) {
        const message = 'This is not your current password';
        form.setError('currentPassword', { type: 'server', message }, { shouldFocus: true });
      } else showFormErrors(form, error, ['currentPassword', 'newPassword']);
    }
  });

  return (
    <SettingsSection title="Password" hint="A new password signs you out on all other devices.">
      <SettingsForm
        action={hasPassword ? 'Change password' : 'Set password'}
        busy={change.isPending}
        problem={errors.root?.message}
        onSubmit={submit}
      >
        {/* Password managers need to know whose password this is. */}
        <input type="hidden" autoComplete="username" value={user.email} readOnly />
        {hasPassword && (
          <PasswordField
            label="Current password"
            autoComplete="current-password"
            registration={form.register('currentPassword')}
            problem={errors.currentPassword?.message}
          />
        )}
        <PasswordField
          label="New password"
          autoComplete="new-password"
          helperText="At least 8 characters"
          registration={form.register('newPassword')}
          problem={errors.newPassword?.message}
        />
      </SettingsForm>
      {stepUp.dialog}
    </SettingsSection>
  );
}
