import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import type { Room } from '@parley/shared/rooms';
import { hasRoomKeys } from '../../core/room-key';
import { useRoomKey } from '../../hooks/useRoomKey';
import { HintedSwitch } from '../../ui/HintedSwitch';

const HINT =
  'The server cannot see or hear you, in large meetings either. People need the whole invite link; the code alone lets nobody in. Large meetings can be joined only with Chrome, Edge or another Chromium browser. Chat, names and the record are not end-to-end encrypted.';
const NO_CRYPTOGRAPHY = 'This page needs HTTPS for that. Ask the person who runs this server.';

interface EncryptionSwitchProps {
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

/** Turns end-to-end encryption of a room on, and says what it means. */
export function EncryptionSwitch({ isOn, onChange }: EncryptionSwitchProps) {
  const isPossible = isOn || hasRoomKeys();
  return (
    <HintedSwitch
      label="End-to-end encryption"
      hint={isPossible ? HINT : NO_CRYPTOGRAPHY}
      isOn={isOn}
      onChange={(on) => isPossible && onChange(on)}
    />
  );
}

/** What the dialog is about to do with the encryption of a room. */
interface EncryptionChange {
  readonly isOn: boolean;
  /** Makes another key for a room that has one. */
  readonly isNewKey: boolean;
}

interface EncryptionFieldProps {
  room: Room;
  value: EncryptionChange;
  onChange: (change: EncryptionChange) => void;
}

/** The encryption of a room and its key. */
export function EncryptionField({ room, value, onChange }: EncryptionFieldProps) {
  const { code, keyCheck } = room;
  const { problem } = useRoomKey(code, keyCheck);
  return (
    <Box sx={{ display: 'grid', gap: 1 }}>
      <EncryptionSwitch
        isOn={value.isOn}
        onChange={(isOn) => onChange({ isOn, isNewKey: false })}
      />
      {keyCheck !== undefined && value.isOn && (
        <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1 }}>
          <Typography
            variant="body2"
            sx={{ flex: 1, minWidth: 180, color: 'text.secondary' }}
            aria-live="polite"
          >
            {wordsOf(value.isNewKey, problem !== null)}
          </Typography>
          <Button
            size="small"
            variant="outlined"
            onClick={() => onChange({ ...value, isNewKey: !value.isNewKey })}
          >
            {value.isNewKey ? 'Keep the key' : 'Make a new key'}
          </Button>
        </Box>
      )}
    </Box>
  );
}

function wordsOf(isNewKey: boolean, isMissing: boolean): string {
  if (isNewKey) return 'When you save, there is a new invite link, and earlier ones stop working.';
  return isMissing
    ? 'The key of this room is not on this device. Open the invite link here, or make a new key.'
    : 'The key is in the invite link, and on this device until you sign out. Keep the link.';
}
