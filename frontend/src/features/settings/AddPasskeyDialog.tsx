import { zodResolver } from '@hookform/resolvers/zod';
import Typography from '@mui/material/Typography';
import { displayNameSchema } from '@parley/shared/text';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { FormDialog } from '../../ui/FormDialog';
import { FormField } from '../../ui/FormField';

interface AddPasskeyDialogProps {
  onAdd: (name: string) => void;
  onClose: () => void;
}

const schema = z.strictObject({ name: displayNameSchema });

/** Asks for the name of a new passkey; then the browser makes it. */
export function AddPasskeyDialog({ onAdd, onClose }: AddPasskeyDialogProps) {
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { name: 'My passkey' } });
  const { errors } = form.formState;
  const submit = form.handleSubmit(({ name }) => onAdd(name));
  return (
    <FormDialog
      title="Add a passkey"
      action="Continue"
      busy={false}
      problem={undefined}
      onSubmit={(event) => void submit(event)}
      onClose={onClose}
    >
      <Typography>
        Next, your browser asks you to unlock this device or to touch a security key.
      </Typography>
      <FormField
        label="Name"
        takesFocus
        helperText="So that you know it again, such as Phone or Work laptop"
        registration={form.register('name')}
        problem={errors.name?.message}
      />
    </FormDialog>
  );
}
