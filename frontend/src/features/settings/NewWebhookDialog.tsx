import { zodResolver } from '@hookform/resolvers/zod';
import Checkbox from '@mui/material/Checkbox';
import FormControl from '@mui/material/FormControl';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormGroup from '@mui/material/FormGroup';
import FormHelperText from '@mui/material/FormHelperText';
import FormLabel from '@mui/material/FormLabel';
import { webhookEndpoints, webhookEventSchema, type WebhookEvent } from '@parley/shared/webhooks';
import { useState } from 'react';
import { Controller, useForm } from 'react-hook-form';
import { FormDialog } from '../../ui/FormDialog';
import { FormField } from '../../ui/FormField';
import { showFormErrors } from '../../ui/show-form-errors';
import { EVENT_WORDS } from './webhook-words';

interface NewWebhookDialogProps {
  /** Rejects if the server refuses it; the dialog shows why. */
  onCreate: (url: string, events: WebhookEvent[]) => Promise<void>;
  onClose: () => void;
}

const FIRST_EVENTS: WebhookEvent[] = ['meeting.ended', 'record.ready'];

/** Asks where a new webhook leads and what it hears about. */
export function NewWebhookDialog({ onCreate, onClose }: NewWebhookDialogProps) {
  const [isBusy, setIsBusy] = useState(false);
  const form = useForm({
    resolver: zodResolver(webhookEndpoints.createWebhook.body),
    defaultValues: { url: '', events: FIRST_EVENTS },
  });
  const { errors } = form.formState;
  const submit = form.handleSubmit(async ({ url, events }) => {
    setIsBusy(true);
    try {
      await onCreate(url, events);
    } catch (error) {
      showFormErrors(form, error, ['url', 'events']);
    } finally {
      setIsBusy(false);
    }
  });
  return (
    <FormDialog
      title="New webhook"
      action="Create webhook"
      busy={isBusy}
      problem={errors.root?.message}
      onSubmit={(event) => void submit(event)}
      onClose={onClose}
    >
      <FormField
        label="Address"
        type="url"
        takesFocus
        placeholder="https://"
        helperText="Parley sends a POST request there for each event in your rooms"
        registration={form.register('url')}
        problem={errors.url?.message}
      />
      <Controller
        control={form.control}
        name="events"
        render={({ field }) => (
          <FormControl component="fieldset" error={errors.events !== undefined}>
            <FormLabel component="legend">Events</FormLabel>
            <FormGroup>
              {webhookEventSchema.options.map((event) => (
                <FormControlLabel
                  key={event}
                  control={
                    <Checkbox
                      checked={field.value.includes(event)}
                      onChange={(_change, isChecked) =>
                        field.onChange(
                          isChecked
                            ? [...field.value, event]
                            : field.value.filter((other) => other !== event),
                        )
                      }
                    />
                  }
                  label={EVENT_WORDS[event]}
                />
              ))}
            </FormGroup>
            {errors.events && <FormHelperText>{errors.events.message}</FormHelperText>}
          </FormControl>
        )}
      />
    </FormDialog>
  );
}
