import Link from '@mui/material/Link';
import { memo, useMemo } from 'react';
import { Link as RouterLink } from 'react-router';
import { isInMeeting, isOver } from '../call/session/call-machine';
import type { CallSnapshot } from '../call/session/call-snapshot';
import { DevicePickers } from '../features/devices/DevicePickers';
import { DeviceProblems } from '../features/devices/DeviceProblems';
import { EffectSwitches } from '../features/devices/EffectSwitches';
import { OwnLevelMeter } from '../features/devices/OwnLevelMeter';
import type { KnockFeed } from '../features/entry/knock-feed';
import { WaitingRoom } from '../features/entry/WaitingRoom';
import { LobbyPage } from '../features/lobby/LobbyPage';
import { LowConnectionSwitch } from '../features/lobby/LowConnectionSwitch';
import { AfterCall } from '../features/meeting/AfterCall';
import { CallFailed } from '../features/meeting/CallFailed';
import { RoomFull } from '../features/meeting/RoomFull';
import { useCallPart } from '../hooks/useCall';
import { useCopyInvite } from '../hooks/useCopyInvite';
import { useDocumentTitle } from '../hooks/useDocumentTitle';
import { useRoomName } from '../hooks/useRoomName';
import { useValue } from '../hooks/useValue';
import { useWakeLock } from '../hooks/useWakeLock';
import { withNextPath } from '../lib/next-path';
import { paths } from '../lib/paths';
import { CallFrame } from './CallFrame';
import { CallStage } from './CallStage';
import { useAddressWithoutKey } from './invite-key';
import type { OpenCall } from './open-call';
import { useScreenFocus } from './useScreenFocus';
import { useScreenShield } from './useScreenShield';
import { useStageRoot } from './useStageRoot';

interface CallPhasesProps {
  code: string;
  open: OpenCall;
}

type Screen = 'lobby' | 'stage' | 'full' | 'over' | 'failed';

/** Shows the screen for the phase of the call. */
export function CallPhases({ code, open }: CallPhasesProps) {
  const { chat, marks, knocks } = open;
  const screen = useCallPart(screenOf);
  const isJoining = useCallPart(({ phase }) => phase === 'joining');
  const roomName = useRoomName();
  const lastMeetingId = useValue(open.lastMeetingId);
  const keyCheck = useCallPart(({ meeting, presence }) => (meeting ?? presence)?.room.keyCheck);
  const copyInvite = useCopyInvite(code, { keyCheck });
  const waitingRoom = useMemo(
    () => <WaitingRoomInCall code={code} feed={knocks} />,
    [code, knocks],
  );
  useAddressWithoutKey();
  useDocumentTitle(roomName);
  useScreenFocus(screen);
  useScreenShield(screen);
  useStageRoot(screen === 'stage');
  useWakeLock(screen === 'stage');
  return (
    <>
      {screen === 'lobby' && <Lobby code={code} knocks={knocks} onCopyInvite={copyInvite} />}
      {(screen === 'lobby' || screen === 'stage') && (
        // Rendered in the lobby already and shown when the user presses 'Join now': rendering it
        // later would delay the answers of the peers.
        <main
          aria-busy={isJoining}
          id={screen === 'stage' ? 'main' : undefined}
          tabIndex={-1}
          inert={screen !== 'stage'}
          style={{ visibility: screen === 'stage' ? 'visible' : 'hidden' }}
        >
          <CallStage
            chat={chat}
            marks={marks}
            waitingRoom={waitingRoom}
            onCopyInvite={copyInvite}
          />
        </main>
      )}
      {screen === 'full' && (
        <CallFrame>
          <RoomFull />
        </CallFrame>
      )}
      {screen === 'over' && (
        <CallFrame>
          <AfterCall meetingId={lastMeetingId} />
        </CallFrame>
      )}
      {screen === 'failed' && (
        <CallFrame>
          <CallFailed />
        </CallFrame>
      )}
    </>
  );
}

function screenOf({ phase, meeting, error }: CallSnapshot): Screen {
  if (isInMeeting(phase)) return 'stage';
  if (phase === 'failed' || phase === 'full') return phase;
  if (isOver(phase)) return 'over';
  // The stage appears at once. If the server does not answer, the lobby shows why.
  if (phase === 'joining') return error === null ? 'stage' : 'lobby';
  return meeting === null ? 'lobby' : 'stage';
}

/** The same sound output as the call. */
function WaitingRoomInCall({ code, feed }: { code: string; feed: KnockFeed }) {
  const audioOutputId = useCallPart(({ devices }) => devices.audioOutputId);
  const isShown = useCallPart(({ phase }) => isInMeeting(phase));
  return isShown && <WaitingRoom feed={feed} code={code} audioOutputId={audioOutputId} />;
}

interface LobbyProps {
  code: string;
  knocks: KnockFeed;
  onCopyInvite: () => void;
}

/** Memoised, because a join starts here and a render of it would delay the join. */
const Lobby = memo(function Lobby({ code, knocks, onCopyInvite }: LobbyProps) {
  return (
    <CallFrame>
      <WaitingRoom feed={knocks} code={code} />
      <LobbyPage
        onCopyInvite={onCopyInvite}
        devices={
          <>
            <OwnLevelMeter />
            <DeviceProblems />
            <DevicePickers />
            <EffectSwitches />
            <LowConnectionSwitch />
            <Link
              component={RouterLink}
              to={withNextPath(paths.check, paths.room(code))}
              sx={{ justifySelf: 'start' }}
            >
              Check your connection
            </Link>
          </>
        }
      />
    </CallFrame>
  );
});
