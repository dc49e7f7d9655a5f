import { zodResolver } from '@hookform/resolvers/zod';
import { displayNameSchema } from '@parley/shared/text';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { FormDialog } from '../../ui/FormDialog';
import { FormField } from '../../ui/FormField';
import { showFormErrors } from '../../ui/show-form-errors';
import { useChangeName } from './account-api';

const schema = z.strictObject({ displayName: displayNameSchema });

interface ChangeNameDialogProps {
  displayName: string;
  onClose: () => void;
}

/** The form for the user's display name. */
export function ChangeNameDialog({ displayName, onClose }: ChangeNameDialogProps) {
  const changeName = useChangeName();
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { displayName } });
  const { errors } = form.formState;

  const submit = form.handleSubmit(async (input) => {
    try {
      await changeName.mutateAsync(input.displayName);
      onClose();
    } catch (error) {
      showFormErrors(form, error, ['displayName']);
    }
  });

  return (
    <FormDialog
      title="Change name"
      action="Save"
      busy={changeName.isPending}
      problem={errors.root?.message}
      onSubmit={(event) => void submit(event)}
      onClose={onClose}
    >
      <FormField
        label="Display name"
        autoComplete="name"
        takesFocus
        helperText="Other participants see this name"
        registration={form.register('displayName')}
        problem={errors.displayName?.message}
      />
    </FormDialog>
  );
}
