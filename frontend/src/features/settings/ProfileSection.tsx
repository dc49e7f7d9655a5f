import { zodResolver } from '@hookform/resolvers/zod';
import type { User } from '@parley/shared/auth';
import { displayNameSchema } from '@parley/shared/text';
import { useSnackbar } from 'notistack';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { FormField } from '../../ui/FormField';
import { showFormErrors } from '../../ui/show-form-errors';
import { useChangeName } from './settings-api';
import { SettingsForm } from './SettingsForm';
import { SettingsSection } from './SettingsSection';

const schema = z.strictObject({ displayName: displayNameSchema });

/** The user's display name. */
export function ProfileSection({ user }: { user: User }) {
  const changeName = useChangeName();
  const { enqueueSnackbar } = useSnackbar();
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: { displayName: user.displayName },
  });
  const { errors } = form.formState;

  const submit = form.handleSubmit(async (input) => {
    try {
      await changeName.mutateAsync(input.displayName);
      enqueueSnackbar('Your name has changed.');
    } catch (error) {
      showFormErrors(form, error, ['displayName']);
    }
  });

  return (
    <SettingsSection title="Profile" hint="How other participants see you.">
      <SettingsForm
        action="Save name"
        busy={changeName.isPending}
        problem={errors.root?.message}
        onSubmit={submit}
      >
        <FormField
          label="Display name"
          autoComplete="name"
          registration={form.register('displayName')}
          problem={errors.displayName?.message}
        />
      </SettingsForm>
    </SettingsSection>
  );
}
