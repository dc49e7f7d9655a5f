import { nameLabel } from '@parley/shared/participants';
import { useSnackbar } from 'notistack';
import { useEffect } from 'react';
import type { CallSnapshot } from '../../call/session/call-snapshot';
import { useCallPart } from '../../hooks/useCall';
import { formatNames } from '../../lib/format';
import { isolate } from '../../lib/isolate';
import { CallBanner } from './CallBanner';

const LIMITED =
  'This meeting stays between browsers and holds up to 9 people: a browser in it cannot encrypt through the server. Chrome and Edge can.';
const ALL =
  'You see and hear nobody: your key of this room is another one. Leave, and open the present invite link; the owner of the room has it.';

/** Says whose media cannot be decrypted and who can change that. */
export function EncryptionBanner() {
  const words = useCallPart(wordsOf);
  const isLimited = useCallPart((snapshot) => snapshot.isEncryptionLimited);
  const { enqueueSnackbar } = useSnackbar();
  useEffect(() => {
    if (isLimited) enqueueSnackbar(LIMITED, { autoHideDuration: 15_000 });
  }, [isLimited, enqueueSnackbar]);
  return <CallBanner words={words} />;
}

/** Null while everybody's media can be decrypted. */
function wordsOf({ remotes }: CallSnapshot): string | null {
  const locked = remotes.filter(({ isUndecryptable }) => isUndecryptable);
  if (locked.length === 0) return null;
  // With a single other participant, either of both may have the wrong key.
  if (locked.length === remotes.length) return ALL;
  const names = formatNames(locked.map(({ participant }) => isolate(nameLabel(participant))));
  return `You cannot see or hear ${names}, who joined with another key. They need the present invite link.`;
}
