import { zodResolver } from '@hookform/resolvers/zod';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { API_KEY_DAYS, type CreateApiKey, createApiKeySchema } from '@parley/shared/api-keys';
import { API_SCOPES, SCOPE_WORDS } from '@parley/shared/api-scopes';
import { Controller, useForm } from 'react-hook-form';
import { CheckboxField } from '../../ui/CheckboxField';
import { FormDialog } from '../../ui/FormDialog';
import { FormField } from '../../ui/FormField';
import { showFormErrors } from '../../ui/show-form-errors';

interface NewApiKeyDialogProps {
  /** Rejects with the error of the server. */
  onCreate: (wanted: CreateApiKey) => Promise<void>;
  onClose: () => void;
}

const EXPIRIES = API_KEY_DAYS.map((days) => ({
  days,
  label: days === null ? 'Never' : days === 365 ? 'In a year' : `In ${days} days`,
}));

/** Asks what a new API key is for, what it may do, and how long. */
export function NewApiKeyDialog({ onCreate, onClose }: NewApiKeyDialogProps) {
  const form = useForm<CreateApiKey>({
    resolver: zodResolver(createApiKeySchema),
    defaultValues: { name: '', scopes: ['records:read'], expiresInDays: 90 },
  });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (wanted) => {
    try {
      await onCreate(wanted);
    } catch (error) {
      showFormErrors(form, error, ['name', 'scopes', 'expiresInDays']);
    }
  });
  return (
    <FormDialog
      title="New API key"
      action="Create"
      busy={isSubmitting}
      problem={errors.root?.message}
      onSubmit={(event) => void submit(event)}
      onClose={onClose}
    >
      <FormField
        label="Name"
        takesFocus
        autoComplete="off"
        helperText="So that you know it again, such as Archive script"
        registration={form.register('name')}
        problem={errors.name?.message}
      />
      <Controller
        control={form.control}
        name="scopes"
        render={({ field }) => (
          <CheckboxField
            label="What it may do"
            choices={API_SCOPES}
            words={SCOPE_WORDS}
            value={field.value}
            onChange={field.onChange}
            problem={errors.scopes?.message}
          />
        )}
      />
      <Controller
        control={form.control}
        name="expiresInDays"
        render={({ field }) => (
          <TextField
            select
            label="Expires"
            value={String(field.value)}
            onChange={(event) =>
              field.onChange(EXPIRIES.find(({ days }) => String(days) === event.target.value)?.days)
            }
          >
            {EXPIRIES.map(({ days, label }) => (
              <MenuItem key={label} value={String(days)}>
                {label}
              </MenuItem>
            ))}
          </TextField>
        )}
      />
    </FormDialog>
  );
}
