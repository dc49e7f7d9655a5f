import { useSnackbar } from 'notistack';
import { useCallback } from 'react';
import { copyText } from '../lib/copy-text';
import { inviteLink } from '../lib/paths';
import { roomKeys } from '../lib/room-keys';
import { useRoomKey } from './useRoomKey';

/** The part of a room that its invite link needs. */
interface InvitedRoom {
  readonly inviteKey?: string | undefined;
  readonly keyCheck?: string | undefined;
}

/** Returns a function that copies the link of a room and shows whether that worked. */
export function useCopyInvite(code: string, { inviteKey, keyCheck }: InvitedRoom = {}): () => void {
  const { enqueueSnackbar } = useSnackbar();
  const { roomKey } = useRoomKey(code, keyCheck);
  return useCallback(() => {
    if (keyCheck !== undefined && roomKey === null) {
      const text =
        'This device does not have the key of this room, so its link would let nobody in. Open the invite link here first.';
      enqueueSnackbar(text, { variant: 'warning', autoHideDuration: 10_000 });
      return;
    }
    const link = inviteLink(code, { inviteKey, roomKey: roomKey ?? roomKeys.newest(code) });
    void copyText(link).then((done) =>
      enqueueSnackbar(
        done
          ? 'Link copied. Send it to the people you want to invite.'
          : `Could not copy. The link is ${link}`,
        { autoHideDuration: done ? 3_000 : 15_000 },
      ),
    );
  }, [code, inviteKey, keyCheck, roomKey, enqueueSnackbar]);
}
