import { useSnackbar } from 'notistack';
import { useCallback } from 'react';
import { copyText } from '../lib/copy-text';
import { inviteLink } from '../lib/paths';

/** Returns a function that copies the link of a room and shows whether that worked. */
export function useCopyInvite(code: string, inviteKey?: string): () => void {
  const { enqueueSnackbar } = useSnackbar();
  return useCallback(() => {
    const link = inviteLink(code, inviteKey);
    void copyText(link).then((done) =>
      enqueueSnackbar(
        done
          ? 'Link copied. Send it to the people you want to invite.'
          : `Could not copy. The link is ${link}`,
        { autoHideDuration: done ? 3_000 : 15_000 },
      ),
    );
  }, [code, inviteKey, enqueueSnackbar]);
}
