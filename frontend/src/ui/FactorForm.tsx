import Button from '@mui/material/Button';
import Divider from '@mui/material/Divider';
import Typography from '@mui/material/Typography';
import type { FactorProof } from '@parley/shared/second-factor';
import { type SubmitEvent, useState } from 'react';
import { codeProof, proofMessage } from '../lib/factor-proof';
import { hasPasskeys, provePasskey } from '../lib/passkeys';
import { FormProblem } from './FormProblem';
import { TextInput } from './TextInput';

interface FactorFormProps {
  methods: readonly string[];
  /** The text of the button below the code. */
  action: string;
  passkeyOptions: () => Promise<{ challenge: string }>;
  onProof: (proof: FactorProof) => Promise<void>;
}

/** Asks for a second factor: a passkey, a code of the authenticator app, or a recovery code. */
export function FactorForm({ methods, action, passkeyOptions, onProof }: FactorFormProps) {
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState<'code' | 'passkey' | null>(null);
  const hasPasskey = methods.includes('passkey') && hasPasskeys();
  const hasApp = methods.includes('totp');
  const hasCodes = hasApp || methods.includes('recovery');

  const attempt = async (kind: 'code' | 'passkey', run: () => Promise<void>) => {
    setBusy(kind);
    setProblem(undefined);
    try {
      await run();
    } catch (error) {
      setProblem(proofMessage(error, kind));
    }
    setBusy(null);
  };
  const proveByCode = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    event.stopPropagation();
    if (code.trim() === '') return setProblem('Enter a code.');
    void attempt('code', () => onProof(codeProof(code)));
  };
  const proveByPasskey = () =>
    attempt('passkey', async () => {
      const passkey = await provePasskey(await passkeyOptions());
      await onProof({ method: 'passkey', passkey });
    });

  return (
    <>
      <FormProblem text={problem} />
      {hasPasskey && (
        <Button
          variant={hasApp ? 'outlined' : 'contained'}
          size="large"
          loading={busy === 'passkey'}
          onClick={() => void proveByPasskey()}
        >
          Use a passkey
        </Button>
      )}
      {hasPasskey && hasCodes && <Divider>or</Divider>}
      {hasCodes && (
        <form
          noValidate
          onSubmit={proveByCode}
          style={{ display: 'flex', flexDirection: 'column', gap: 20 }}
        >
          <TextInput
            fullWidth
            label={hasApp ? 'Code' : 'Recovery code'}
            name="code"
            autoComplete="one-time-code"
            helperText={hasApp ? APP_HINT : 'One of the codes that you have kept'}
            inputProps={{ autoCapitalize: 'none', spellCheck: false }}
            hasError={false}
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
          <Button
            type="submit"
            variant={hasPasskey && !hasApp ? 'outlined' : 'contained'}
            size="large"
            loading={busy === 'code'}
          >
            {action}
          </Button>
        </form>
      )}
      {!hasPasskey && !hasCodes && <Typography>{NO_WAY}</Typography>}
    </>
  );
}

const APP_HINT = 'Six digits from your authenticator app, or a recovery code';
const NO_WAY =
  'This browser cannot use your passkey. Use the device that has it, or ask the person who runs this server to reset your second factor.';
