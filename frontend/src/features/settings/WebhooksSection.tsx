import Button from '@mui/material/Button';
import { MAX_WEBHOOKS, type Webhook, type WebhookEvent } from '@parley/shared/webhooks';
import { useSnackbar } from 'notistack';
import { useState } from 'react';
import { useStepUp } from '../../hooks/useStepUp';
import { errorMessage } from '../../lib/error-messages';
import { isolate } from '../../lib/isolate';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { EmptyState } from '../../ui/EmptyState';
import { LoadError } from '../../ui/LoadError';
import { RowList, RowsSkeleton } from '../../ui/Row';
import { NewWebhookDialog } from './NewWebhookDialog';
import { SettingsSection } from './SettingsSection';
import { WebhookRow } from './WebhookRow';
import { WebhookSecretDialog } from './WebhookSecretDialog';
import { useWebhookChanges, useWebhooks } from './webhooks-api';

/** The programs that hear about the user's rooms. */
export function WebhooksSection() {
  return (
    <SettingsSection
      title="Webhooks"
      hint="Parley tells a program of yours when something happens in your rooms, such as the end of a meeting."
    >
      <Webhooks />
    </SettingsSection>
  );
}

function Webhooks() {
  const webhooks = useWebhooks();
  if (webhooks.isPending) return <RowsSkeleton rows={1} label="your webhooks" />;
  if (webhooks.data === undefined) {
    return <LoadError error={webhooks.error} onRetry={() => void webhooks.refetch()} />;
  }
  return <WebhookList webhooks={webhooks.data} />;
}

type Open =
  | { what: 'new' }
  | { what: 'secret'; secret: string }
  | { what: 'delete'; webhook: Webhook };

function WebhookList({ webhooks }: { webhooks: readonly Webhook[] }) {
  const [open, setOpen] = useState<Open | null>(null);
  const stepUp = useStepUp();
  const changes = useWebhookChanges();
  const { enqueueSnackbar } = useSnackbar();
  const close = () => setOpen(null);

  /** Runs a change and shows its error. @returns whether it is done */
  const change = async (action: () => Promise<unknown>): Promise<boolean> => {
    try {
      return (await stepUp.run(async () => ({ done: await action() }))) !== null;
    } catch (error) {
      enqueueSnackbar(errorMessage(error), { variant: 'error' });
      return false;
    }
  };
  const create = async (url: string, events: WebhookEvent[]) => {
    const created = await stepUp.run(() => changes.create(url, events));
    if (created !== null) setOpen({ what: 'secret', secret: created.secret });
  };
  const rotate = (id: string) =>
    change(async () => {
      const { secret } = await changes.rotate(id);
      setOpen({ what: 'secret', secret });
    });
  const remove = async ({ id }: Webhook) => {
    close();
    if (await change(() => changes.remove(id))) enqueueSnackbar('The webhook is deleted.');
  };

  const newButton = (
    <Button
      variant="outlined"
      disabled={webhooks.length >= MAX_WEBHOOKS}
      onClick={() => setOpen({ what: 'new' })}
      sx={{ alignSelf: { xs: 'stretch', sm: 'flex-start' } }}
    >
      New webhook
    </Button>
  );
  return (
    <>
      {webhooks.length === 0 ? (
        <EmptyState text="The addresses that hear about your rooms will appear here.">
          {newButton}
        </EmptyState>
      ) : (
        <>
          <RowList label="Your webhooks">
            {webhooks.map((webhook) => (
              <WebhookRow
                key={webhook.id}
                webhook={webhook}
                onTest={async () => {
                  await change(() => changes.test(webhook.id));
                }}
                onPause={(isPaused) => void change(() => changes.setPaused(webhook.id, isPaused))}
                onRotate={() => void rotate(webhook.id)}
                onDelete={() => setOpen({ what: 'delete', webhook })}
                onResend={(deliveryId) => void change(() => changes.resend(webhook.id, deliveryId))}
              />
            ))}
          </RowList>
          {newButton}
        </>
      )}
      {open?.what === 'new' && <NewWebhookDialog onCreate={create} onClose={close} />}
      {open?.what === 'secret' && <WebhookSecretDialog secret={open.secret} onClose={close} />}
      <ConfirmDialog
        open={open?.what === 'delete'}
        title="Delete this webhook?"
        text={
          open?.what === 'delete'
            ? `${isolate(open.webhook.url)} hears nothing any more, and its log is deleted.`
            : ''
        }
        action="Delete"
        onConfirm={() => void (open?.what === 'delete' && remove(open.webhook))}
        onClose={close}
      />
      {stepUp.dialog}
    </>
  );
}
