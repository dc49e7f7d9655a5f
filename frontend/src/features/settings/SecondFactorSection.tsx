import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Chip from '@mui/material/Chip';
import Typography from '@mui/material/Typography';
import type { User } from '@parley/shared/auth';
import { RECOVERY_CODES, type SecondFactor } from '@parley/shared/second-factor';
import { useSnackbar } from 'notistack';
import { type ReactNode, useState } from 'react';
import { useStepUp } from '../../hooks/useStepUp';
import { errorMessage } from '../../lib/error-messages';
import { hasPasskeys, passkeyProblem } from '../../lib/passkeys';
import { LoadError } from '../../ui/LoadError';
import { Row, RowList, RowsSkeleton } from '../../ui/Row';
import { type Confirmation, FactorDialogs, type OpenDialog } from './FactorDialogs';
import { PasskeyRow } from './PasskeyRow';
import { useFactorChanges, useSecondFactor } from './second-factor-api';
import { SettingsSection } from './SettingsSection';

/** The user's second factors and recovery codes. */
export function SecondFactorSection(_props: { user: User }) {
  return (
    <SettingsSection
      title="Second factor"
      hint="With a second factor, your password alone opens nothing: signing in also takes a passkey or a code."
    >
      <Factors />
    </SettingsSection>
  );
}

function Factors() {
  const factor = useSecondFactor();
  if (factor.isPending) return <RowsSkeleton rows={2} label="your second factors" />;
  if (factor.data === undefined) {
    return <LoadError error={factor.error} onRetry={() => void factor.refetch()} />;
  }
  return <FactorRows factor={factor.data} />;
}

const LAST_FACTOR =
  'It is your last second factor: your password alone will sign you in, and your recovery codes stop working.';
const OTHER_FACTORS_STAY = 'Your other factors and your recovery codes stay.';
const PASSKEYS = hasPasskeys()
  ? 'Fingerprint, face, PIN or security key; a passkey also signs you in alone'
  : 'This browser has no passkeys at this address. They need HTTPS and a host name';

function FactorRows({ factor }: { factor: SecondFactor }) {
  const [open, setOpen] = useState<OpenDialog | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const stepUp = useStepUp();
  const changes = useFactorChanges();
  const { enqueueSnackbar } = useSnackbar();
  const close = () => setOpen(null);
  const isOn = factor.totp || factor.passkeys.length > 0;
  const isLast = Number(factor.totp) + factor.passkeys.length === 1;

  /** Runs a change, after a proof of identity if the server wants one. */
  const change = async <T,>(action: () => Promise<T>): Promise<T | null> => {
    setIsBusy(true);
    try {
      return await stepUp.run(action);
    } catch (error) {
      const variant = 'error';
      enqueueSnackbar(passkeyProblem(error) ?? errorMessage(error), { variant });
      return null;
    } finally {
      setIsBusy(false);
    }
  };
  const setUpApp = async () => {
    const started = await change(changes.startTotp);
    if (started !== null) setOpen({ what: 'totp', ...started });
  };
  const addPasskey = async (name: string) => {
    close();
    const added = await change(() => changes.addPasskey(name));
    if (added === null) return;
    enqueueSnackbar('The passkey is added.');
    if (added.recoveryCodes) setOpen({ what: 'codes', codes: added.recoveryCodes });
  };
  const renewCodes = async () => {
    const renewed = await change(changes.renewRecoveryCodes);
    if (renewed !== null) setOpen({ what: 'codes', codes: renewed.recoveryCodes });
  };
  const confirm = (confirmation: Confirmation) => setOpen({ what: 'confirm', confirmation });
  const removalText = isLast ? LAST_FACTOR : OTHER_FACTORS_STAY;

  return (
    <>
      <RowList label="Your second factors">
        <FactorRow
          title="Authenticator app"
          state={factor.totp ? 'On' : null}
          text="An app on your phone shows a new code every 30 seconds"
        >
          {factor.totp ? (
            <RowButton
              label="Turn off the authenticator app"
              onClick={() =>
                confirm({
                  title: 'Turn off the authenticator app?',
                  text: removalText,
                  action: 'Turn off',
                  run: changes.removeTotp,
                })
              }
            >
              Turn off
            </RowButton>
          ) : (
            <RowButton label="Set up an authenticator app" onClick={() => void setUpApp()}>
              Set up
            </RowButton>
          )}
        </FactorRow>
        {factor.passkeys.map((passkey) => (
          <PasskeyRow
            key={passkey.id}
            passkey={passkey}
            onRemove={() =>
              confirm({
                title: `Remove the passkey “${passkey.name}”?`,
                text: removalText,
                action: 'Remove',
                run: () => changes.removePasskey(passkey.id),
              })
            }
          />
        ))}
        <FactorRow title="Passkeys" state={null} text={PASSKEYS}>
          {hasPasskeys() && (
            <RowButton label="Add a passkey" onClick={() => setOpen({ what: 'passkey' })}>
              Add
            </RowButton>
          )}
        </FactorRow>
        {isOn && (
          <FactorRow
            title="Recovery codes"
            state={null}
            text={`${factor.recoveryCodesLeft} of ${RECOVERY_CODES} are left. Each works once, if you lose the rest`}
          >
            <RowButton label="Make new recovery codes" onClick={() => void renewCodes()}>
              New codes
            </RowButton>
          </FactorRow>
        )}
      </RowList>
      <FactorDialogs
        open={open}
        isBusy={isBusy}
        confirmTotp={changes.confirmTotp}
        onAddPasskey={(name) => void addPasskey(name)}
        onCodes={(codes) => setOpen(codes ? { what: 'codes', codes } : null)}
        onConfirm={(run) => {
          close();
          void change(run);
        }}
        onClose={close}
      />
      {stepUp.dialog}
    </>
  );
}

interface FactorRowProps {
  title: string;
  state: string | null;
  text: string;
  children: ReactNode;
}

function FactorRow({ title, state, text, children }: FactorRowProps) {
  return (
    <Row>
      <Box sx={{ flexGrow: 1, minWidth: 0 }}>
        <Box sx={{ display: 'flex', alignItems: 'center', flexWrap: 'wrap', columnGap: 1 }}>
          <Typography sx={{ fontWeight: 600 }}>{title}</Typography>
          {state !== null && <Chip size="small" label={state} color="success" variant="outlined" />}
        </Box>
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {text}
        </Typography>
      </Box>
      {children}
    </Row>
  );
}

interface RowButtonProps {
  label: string;
  onClick: () => void;
  children: string;
}

function RowButton({ label, onClick, children }: RowButtonProps) {
  return (
    <Button
      variant="outlined"
      size="small"
      aria-label={label}
      onClick={onClick}
      sx={{ flexShrink: 0 }}
    >
      {children}
    </Button>
  );
}
