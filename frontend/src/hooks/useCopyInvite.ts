import { useSnackbar } from 'notistack';
import { useCallback } from 'react';
import { copyText } from '../lib/copy-text';
import { inviteLink } from '../lib/paths';

/** Puts the link of a room on the clipboard and says so. */
export function useCopyInvite(code: string): () => void {
  const { enqueueSnackbar } = useSnackbar();
  return useCallback(() => {
    const link = inviteLink(code);
    void copyText(link).then((done) =>
      enqueueSnackbar(
        done
          ? 'Link copied. Send it to whoever should come.'
          : `Could not copy. The link is ${link}`,
        { autoHideDuration: done ? 3_000 : 15_000 },
      ),
    );
  }, [code, enqueueSnackbar]);
}
