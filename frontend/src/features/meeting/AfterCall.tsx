import Button from '@mui/material/Button';
import { nameLabel } from '@parley/shared/participants';
import { Link } from 'react-router';
import { useCall, useCallPart } from '../../hooks/useCall';
import { useGuest } from '../../hooks/useGuest';
import { isolate } from '../../lib/isolate';
import { paths } from '../../lib/paths';
import { Notice } from '../../ui/Notice';

const END_WORDS = {
  everyone_left: 'Everybody has left.',
  server_lost: 'The server was restarted and nobody came back in time.',
  ended_by_host: 'A host ended it for everybody.',
};

/** The screen after leaving, after another instance took over, or after the meeting ended. */
export function AfterCall({ meetingId }: { meetingId: string | null }) {
  const call = useCall();
  const phase = useCallPart((snapshot) => snapshot.phase);
  const endReason = useCallPart((snapshot) => snapshot.endReason);
  const isGuest = useGuest() !== null;
  // Only accounts can read records.
  const record = meetingId !== null && !isGuest && (
    <Button component={Link} to={paths.meeting(meetingId)}>
      See the record of this meeting
    </Button>
  );
  if (phase === 'replaced') {
    return (
      <Notice
        live="alert"
        title="You joined from another window"
        text="This one stays quiet, so that you do not hear yourself."
      >
        <Button variant="contained" onClick={() => void call.rejoin()}>
          Rejoin here
        </Button>
        <BackToDashboard />
      </Notice>
    );
  }
  if (phase === 'removed') return <Removed />;
  if (phase === 'ended' && endReason === 'room_deleted') {
    return (
      <Notice
        live="alert"
        title="This room was deleted"
        text={
          meetingId === null || isGuest
            ? 'Its owner deleted it, so nobody can meet here any more.'
            : 'Its owner deleted it, so nobody can meet here any more. The record of your meeting stays in your history.'
        }
      >
        <BackToDashboard isMain />
        {record}
      </Notice>
    );
  }
  if (phase === 'ended') {
    return (
      <Notice
        live="alert"
        title="The meeting has ended"
        text={
          endReason === null || endReason === 'room_deleted'
            ? 'It is over for everybody.'
            : END_WORDS[endReason]
        }
      >
        <BackToDashboard isMain />
        {record}
      </Notice>
    );
  }
  return (
    <Notice
      live="status"
      title="You left the meeting"
      text={
        isGuest
          ? 'With an account, you keep the attendance and the chat of this meeting.'
          : 'Attendance and chat of this meeting are in your history.'
      }
    >
      <Button variant="contained" onClick={() => void call.rejoin()}>
        Rejoin
      </Button>
      <BackToDashboard />
      {record}
    </Notice>
  );
}

/** A host removed this client. */
function Removed() {
  const call = useCall();
  const removal = useCallPart((snapshot) => snapshot.removal);
  const host = removal?.by ? isolate(nameLabel(removal.by)) : 'A host';
  const isKeptOut = removal?.isKeptOut === true;
  return (
    <Notice
      live="alert"
      title="You were removed from the meeting"
      text={
        isKeptOut
          ? `${host} removed you and keeps you out of this room. If this was a mistake, ask them in another way.`
          : `${host} removed you. You can come back when a host lets you in.`
      }
    >
      {!isKeptOut && (
        <Button variant="contained" onClick={() => void call.rejoin()}>
          Ask to come back
        </Button>
      )}
      <BackToDashboard isMain={isKeptOut} />
    </Notice>
  );
}

/** For a guest, who has no dashboard: the way to an account, which may claim this meeting. */
function BackToDashboard({ isMain = false }: { isMain?: boolean }) {
  const isGuest = useGuest() !== null;
  if (isGuest) {
    return (
      <>
        <Button component={Link} to={paths.register} variant={isMain ? 'contained' : 'outlined'}>
          Create account
        </Button>
        <Button component={Link} to={paths.login}>
          Sign in
        </Button>
      </>
    );
  }
  return (
    <Button component={Link} to={paths.home} variant={isMain ? 'contained' : 'outlined'}>
      Back to dashboard
    </Button>
  );
}
