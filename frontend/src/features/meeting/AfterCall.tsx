import Button from '@mui/material/Button';
import { Link } from 'react-router';
import { useCall, useCallPart } from '../../hooks/useCall';
import { paths } from '../../lib/paths';
import { Notice } from '../../ui/Notice';

const END_WORDS = {
  everyone_left: 'Everybody has left.',
  server_lost: 'The server was restarted and nobody came back in time.',
};

/** The screen after leaving, after another instance took over, or after the meeting ended. */
export function AfterCall({ meetingId }: { meetingId: string | null }) {
  const call = useCall();
  const phase = useCallPart((snapshot) => snapshot.phase);
  const endReason = useCallPart((snapshot) => snapshot.endReason);
  const record = meetingId !== null && (
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
  if (phase === 'ended' && endReason === 'room_deleted') {
    return (
      <Notice
        live="alert"
        title="This room was deleted"
        text={
          meetingId === null
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
          endReason === 'everyone_left' || endReason === 'server_lost'
            ? END_WORDS[endReason]
            : 'It is over for everybody.'
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
      text="Attendance and chat of this meeting are in your history."
    >
      <Button variant="contained" onClick={() => void call.rejoin()}>
        Rejoin
      </Button>
      <BackToDashboard />
      {record}
    </Notice>
  );
}

function BackToDashboard({ isMain = false }: { isMain?: boolean }) {
  return (
    <Button component={Link} to={paths.home} variant={isMain ? 'contained' : 'outlined'}>
      Back to dashboard
    </Button>
  );
}
