import { zodResolver } from '@hookform/resolvers/zod';
import { webhookEndpoints, webhookEventSchema, type WebhookEvent } from '@parley/shared/webhooks';
import { Controller, useForm } from 'react-hook-form';
import { CheckboxField } from '../../ui/CheckboxField';
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
  const form = useForm({
    resolver: zodResolver(webhookEndpoints.createWebhook.body),
    defaultValues: { url: '', events: FIRST_EVENTS },
  });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async ({ url, events }) => {
    try {
      await onCreate(url, events);
    } catch (error) {
      showFormErrors(form, error, ['url', 'events']);
    }
  });
  return (
    <FormDialog
      title="New webhook"
      action="Create webhook"
      busy={isSubmitting}
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
          <CheckboxField
            label="Events"
            choices={webhookEventSchema.options}
            words={EVENT_WORDS}
            value={field.value}
            onChange={field.onChange}
            problem={errors.events?.message}
          />
        )}
      />
    </FormDialog>
  );
}
