import { NewSecretDialog } from './NewSecretDialog';
import { SecretText } from './SecretText';

interface WebhookSecretDialogProps {
  secret: string;
  onClose: () => void;
}

/** Shows the secret of a webhook, once. */
export const WebhookSecretDialog = ({ secret, onClose }: WebhookSecretDialogProps) => (
  <NewSecretDialog
    title="Keep the secret of this webhook"
    text="With it, your program checks that a request comes from Parley. It is shown only now; you can make a new one at any time."
    onClose={onClose}
  >
    <SecretText label="Secret" text={secret} copyLabel="Copy the secret" />
  </NewSecretDialog>
);
