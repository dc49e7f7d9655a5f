import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogContentText from '@mui/material/DialogContentText';
import DialogTitle from '@mui/material/DialogTitle';
import List from '@mui/material/List';
import ListItem from '@mui/material/ListItem';
import ListItemText from '@mui/material/ListItemText';
import type { Claim } from '@parley/shared/guests';
import { enqueueSnackbar } from 'notistack';
import { useId, useState } from 'react';
import { useLayer } from '../../hooks/useLayer';
import { errorMessage } from '../../lib/error-messages';
import { formatDate } from '../../lib/format';
import { FormProblem } from '../../ui/FormProblem';
import { useClaimMeetings, useClaims, useDeclineClaims } from './claims-api';

/** Asks a user once whether the meetings that this browser joined as a guest are theirs. */
export function ClaimOffer() {
  const { data } = useClaims();
  const [isPostponed, setIsPostponed] = useState(false);
  // The dialog keeps its text while it closes.
  const [shown, setShown] = useState<readonly Claim[]>([]);
  const claims = data?.claims ?? [];
  if (claims.length > 0 && claims !== shown) setShown(claims);
  if (shown.length === 0) return null;
  return (
    <ClaimDialog
      isOpen={claims.length > 0 && !isPostponed}
      claims={shown}
      onPostpone={() => setIsPostponed(true)}
    />
  );
}

interface ClaimDialogProps {
  isOpen: boolean;
  claims: readonly Claim[];
  /** Closes the dialog without an answer. */
  onPostpone: () => void;
}

function ClaimDialog({ isOpen, claims, onPostpone }: ClaimDialogProps) {
  const titleId = useId();
  const textId = useId();
  const claim = useClaimMeetings();
  const decline = useDeclineClaims();
  useLayer(isOpen, onPostpone);
  const isBusy = claim.isPending || decline.isPending;
  const problem = claim.error ?? decline.error;

  const add = async (): Promise<void> => {
    const { claimed, hasPending } = await claim.mutateAsync(claims);
    enqueueSnackbar(addedWords(claimed, hasPending));
  };

  return (
    <Dialog
      open={isOpen}
      onClose={onPostpone}
      maxWidth="xs"
      fullWidth
      aria-labelledby={titleId}
      aria-describedby={textId}
    >
      <DialogTitle id={titleId}>Were these your meetings?</DialogTitle>
      <DialogContent>
        <DialogContentText id={textId}>
          Somebody joined them as a guest in this browser. If it was you, add them to your account:
          your name replaces the guest’s in their attendance and chat, and the record says so.
        </DialogContentText>
        <List dense aria-label="Meetings as a guest" sx={{ paddingBottom: 0 }}>
          {claims.map((one) => (
            <ListItem key={one.id} disableGutters>
              <ListItemText
                primary={<bdi>{one.roomName}</bdi>}
                secondary={
                  <>
                    as <bdi>{one.displayName}</bdi>, {whenWords(one)}
                  </>
                }
                slotProps={{ primary: { sx: { overflowWrap: 'anywhere' } } }}
              />
            </ListItem>
          ))}
        </List>
        <FormProblem text={problem === null ? undefined : errorMessage(problem)} />
      </DialogContent>
      <DialogActions>
        <Button color="inherit" disabled={isBusy} onClick={() => decline.mutate()}>
          Not mine
        </Button>
        <Button
          variant="contained"
          loading={claim.isPending}
          disabled={decline.isPending}
          // An error stays in the dialog.
          onClick={() => void add().catch(() => undefined)}
        >
          Add to my account
        </Button>
      </DialogActions>
    </Dialog>
  );
}

const whenWords = ({ meetingCount, lastJoinedAt }: Claim): string =>
  meetingCount === 1
    ? formatDate(lastJoinedAt)
    : `${meetingCount} meetings, the last on ${formatDate(lastJoinedAt)}`;

function addedWords(claimed: number, hasPending: boolean): string {
  if (claimed === 0) return 'The meeting still runs. It appears in your history when it ends.';
  const added =
    claimed === 1
      ? 'One meeting is in your history now.'
      : `${claimed} meetings are in your history now.`;
  return hasPending ? `${added} One that still runs follows when it ends.` : added;
}
