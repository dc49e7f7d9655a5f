import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { canJoin } from '../../call/session/call-machine';
import { useCall, useCallPart } from '../../hooks/useCall';
import { useJoinControl } from '../../hooks/useJoinControl';
import { useRetention } from '../../hooks/useRetention';
import { useRoomKeyOfCall } from '../../hooks/useRoomKey';
import { useRoomName } from '../../hooks/useRoomName';
import { RecordNotice } from '../../ui/RecordNotice';
import { ServerTrouble } from '../../call-ui/ServerTrouble';
import { EntryNotice } from './EntryNotice';
import { EncryptedLine, RoomKeyNotice } from './RoomKeyNotice';
import { RoomPassword } from './RoomPassword';
import { SelfView } from './SelfView';
import { PresentPeople } from './PresentPeople';
import { WaitingToBeLetIn } from './WaitingToBeLetIn';

interface LobbyPageProps {
  /** Pickers, level meter and device problems. */
  devices: React.ReactNode;
  onCopyInvite: () => void;
}

/** The lobby: self-view, participants of the meeting, devices and the join button. */
export function LobbyPage({ devices, onCopyInvite }: LobbyPageProps) {
  const join = useJoinControl();
  const isWaiting = useCallPart(({ phase }) => phase === 'waiting');
  const hasPassword = useCallPart(({ entry }) => entry === 'password');
  const { problem, isEncrypted, code } = useRoomKeyOfCall();
  const retention = useRetention();
  return (
    <Box
      sx={{
        flex: 1,
        width: '100%',
        maxWidth: 1040,
        marginInline: 'auto',
        padding: { xs: 2, md: 4 },
        display: 'grid',
        gap: { xs: 2, md: 5 },
        gridTemplateColumns: { xs: '1fr', md: '3fr 2fr' },
        alignContent: { xs: 'start', md: 'center' },
        alignItems: 'center',
      }}
    >
      <SelfView />
      <Box sx={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 2, minWidth: 0 }}>
        {isWaiting ? (
          <>
            <WaitingToBeLetIn />
            <ServerTrouble />
          </>
        ) : (
          <>
            <div>
              <RoomName />
              <PresentPeople />
              {isEncrypted && problem === null && <EncryptedLine />}
              <ServerTrouble />
            </div>
            <EntryNotice />
            {problem !== null && code !== undefined ? (
              <RoomKeyNotice code={code} problem={problem} />
            ) : hasPassword && join?.isNamed !== false ? (
              <RoomPassword action={join === null ? 'Join now' : 'Join as guest'} />
            ) : (
              (join?.control ?? <JoinButton />)
            )}
          </>
        )}
        {/* Before the devices, so that people read it before they join. */}
        <RecordNotice retention={retention} />
        {devices}
        {!isWaiting && join === null && problem === null && (
          <Button variant="outlined" onClick={onCopyInvite}>
            Copy invite link
          </Button>
        )}
      </Box>
    </Box>
  );
}

function RoomName() {
  const name = useRoomName();
  return (
    <Typography variant="h1" noWrap dir="auto" title={name} sx={{ textAlign: 'left' }}>
      {name}
    </Typography>
  );
}

/** Busy from the press until the stage replaces the lobby. */
function JoinButton() {
  const call = useCall();
  const isBusy = useCallPart(({ phase }) => !canJoin(phase));
  return (
    <Button
      variant="contained"
      size="large"
      // The main action of the page, so that Enter joins.
      // oxlint-disable-next-line jsx-a11y/no-autofocus
      autoFocus
      loading={isBusy}
      onClick={() => void call.join()}
    >
      Join now
    </Button>
  );
}
