import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { useForm } from 'react-hook-form';
import { errorMessage } from '../../lib/error-messages';
import { hasCode } from '../../lib/api-client-error';
import { CopyCode } from '../../ui/CopyCode';
import { FormDialog } from '../../ui/FormDialog';
import { FormField } from '../../ui/FormField';
import { QrCode } from '../../ui/QrCode';

interface TotpDialogProps {
  /** In base32, for typing. */
  secret: string;
  /** The `otpauth:` link of the secret. */
  uri: string;
  onConfirm: (code: string) => Promise<{ recoveryCodes?: string[] | undefined }>;
  /** @param recoveryCodes new ones, if this is the first factor */
  onDone: (recoveryCodes: string[] | undefined) => void;
  onClose: () => void;
}

/** Sets up an authenticator app: shows the secret as a QR code and asks for the first code. */
export function TotpDialog({ secret, uri, onConfirm, onDone, onClose }: TotpDialogProps) {
  const form = useForm({ defaultValues: { code: '' } });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async ({ code }) => {
    try {
      onDone((await onConfirm(code)).recoveryCodes);
    } catch (error) {
      const message = hasCode(error, 'PROOF_REFUSED') ? WRONG_CODE : errorMessage(error);
      form.setError('code', { message }, { shouldFocus: true });
    }
  });
  return (
    <FormDialog
      title="Set up an authenticator app"
      action="Turn on"
      busy={isSubmitting}
      problem={undefined}
      onSubmit={(event) => void submit(event)}
      onClose={onClose}
    >
      <Typography>
        Scan this code with an authenticator app. On this phone,{' '}
        <Link href={uri}>open it in the app</Link>.
      </Typography>
      <Box sx={{ width: 200, height: 200, alignSelf: 'center' }}>
        <QrCode text={uri} label="QR code for the authenticator app" />
      </Box>
      <Box>
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          Or type this key:
        </Typography>
        <Typography sx={{ fontFamily: 'monospace', overflowWrap: 'anywhere' }}>
          {secret.match(/.{1,4}/g)?.join(' ')}
        </Typography>
        <CopyCode code={secret} label="Copy the key" size="small" color="inherit" />
      </Box>
      <FormField
        label="Code"
        autoComplete="one-time-code"
        helperText="The six digits that the app shows now"
        inputProps={{ inputMode: 'numeric', maxLength: 10 }}
        registration={form.register('code', { required: 'Enter the code that the app shows' })}
        problem={errors.code?.message}
      />
    </FormDialog>
  );
}

const WRONG_CODE =
  'This code is not right. Enter the one that the app shows now, and check the clock of your phone.';
