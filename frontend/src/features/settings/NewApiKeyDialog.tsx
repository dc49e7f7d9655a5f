import { zodResolver } from '@hookform/resolvers/zod';
import Checkbox from '@mui/material/Checkbox';
import FormControl from '@mui/material/FormControl';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormHelperText from '@mui/material/FormHelperText';
import FormLabel from '@mui/material/FormLabel';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { API_KEY_DAYS, type CreateApiKey, createApiKeySchema } from '@parley/shared/api-keys';
import { API_SCOPES, SCOPE_WORDS } from '@parley/shared/api-scopes';
import { Controller, useForm } from 'react-hook-form';
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
          <FormControl component="fieldset" error={errors.scopes !== undefined}>
            <FormLabel component="legend">What it may do</FormLabel>
            {API_SCOPES.map((scope) => (
              <FormControlLabel
                key={scope}
                label={SCOPE_WORDS[scope]}
                control={
                  <Checkbox
                    checked={field.value.includes(scope)}
                    onChange={(_event, isChecked) =>
                      field.onChange(
                        isChecked
                          ? [...field.value, scope]
                          : field.value.filter((other) => other !== scope),
                      )
                    }
                  />
                }
              />
            ))}
            {errors.scopes && <FormHelperText>{errors.scopes.message}</FormHelperText>}
          </FormControl>
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
