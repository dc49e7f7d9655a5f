import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { AddPasskeyDialog } from './AddPasskeyDialog';
import { RecoveryCodesDialog } from './RecoveryCodesDialog';
import { TotpDialog } from './TotpDialog';

/** The dialog that is open in the section of second factors. */
export type OpenDialog =
  | { what: 'totp'; secret: string; uri: string }
  | { what: 'passkey' }
  | { what: 'codes'; codes: readonly string[] }
  | { what: 'confirm'; confirmation: Confirmation };

/** A change that the user must confirm. */
export interface Confirmation {
  title: string;
  text: string;
  action: string;
  run: () => Promise<unknown>;
}

interface FactorDialogsProps {
  open: OpenDialog | null;
  isBusy: boolean;
  confirmTotp: (code: string) => Promise<{ recoveryCodes?: string[] | undefined }>;
  onAddPasskey: (name: string) => void;
  /** @param codes new recovery codes, if this is the first factor */
  onCodes: (codes: string[] | undefined) => void;
  onConfirm: (run: () => Promise<unknown>) => void;
  onClose: () => void;
}

/** The dialogs of the section of second factors. */
export function FactorDialogs(props: FactorDialogsProps) {
  const { open, isBusy, onClose } = props;
  if (open === null) return null;
  if (open.what === 'totp') {
    const { secret, uri } = open;
    const { confirmTotp, onCodes } = props;
    return <TotpDialog {...{ secret, uri, onClose }} onConfirm={confirmTotp} onDone={onCodes} />;
  }
  if (open.what === 'passkey') {
    return <AddPasskeyDialog onAdd={props.onAddPasskey} onClose={onClose} />;
  }
  if (open.what === 'codes') return <RecoveryCodesDialog codes={open.codes} onClose={onClose} />;
  const { run, ...words } = open.confirmation;
  return (
    <ConfirmDialog
      open
      {...words}
      busy={isBusy}
      onConfirm={() => props.onConfirm(run)}
      onClose={onClose}
    />
  );
}
