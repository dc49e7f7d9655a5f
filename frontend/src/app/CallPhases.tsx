import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import type { ReactNode } from 'react';
import { Link as RouterLink } from 'react-router';
import { DevicePickers } from '../features/devices/DevicePickers';
import { DeviceProblems } from '../features/devices/DeviceProblems';
import { EffectSwitches } from '../features/devices/EffectSwitches';
import { LevelMeter } from '../features/devices/LevelMeter';
import { LobbyPage } from '../features/lobby/LobbyPage';
import { LowConnectionSwitch } from '../features/lobby/LowConnectionSwitch';
import { AfterCall } from '../features/meeting/AfterCall';
import { CallFailed } from '../features/meeting/CallFailed';
import { RoomFull } from '../features/meeting/RoomFull';
import { useCallPart } from '../hooks/useCall';
import { useCopyInvite } from '../hooks/useCopyInvite';
import { useDocumentTitle } from '../hooks/useDocumentTitle';
import { useValue } from '../hooks/useValue';
import { withNextPath } from '../lib/next-path';
import { paths } from '../lib/paths';
import { AppHeader } from '../ui/AppHeader';
import { CallStage } from './CallStage';
import type { OpenCall } from './open-call';

interface CallPhasesProps {
  code: string;
  open: OpenCall;
}

/** Which page the call is at. */
export function CallPhases({ code, open }: CallPhasesProps) {
  const { chat } = open;
  const phase = useCallPart((snapshot) => snapshot.phase);
  const isInMeeting = useCallPart((snapshot) => snapshot.meeting !== null);
  const roomName = useCallPart(
    ({ meeting, presence }) => meeting?.room.name ?? presence?.room.name ?? 'Meeting',
  );
  const lastMeetingId = useValue(open.lastMeetingId);
  const copyInvite = useCopyInvite(code);
  useDocumentTitle(roomName);

  switch (phase) {
    case 'live':
    case 'reconnecting':
      return <CallStage chat={chat} onCopyInvite={copyInvite} />;
    case 'full':
      return (
        <Framed>
          <RoomFull />
        </Framed>
      );
    case 'left':
    case 'replaced':
    case 'ended':
      return (
        <Framed>
          <AfterCall meetingId={lastMeetingId} />
        </Framed>
      );
    case 'failed':
      return (
        <Framed>
          <CallFailed />
        </Framed>
      );
    case 'idle':
    case 'lobby':
    case 'joining':
      return isInMeeting ? (
        <CallStage chat={chat} onCopyInvite={copyInvite} />
      ) : (
        <Framed>
          <LobbyPage
            onCopyInvite={copyInvite}
            devices={
              <>
                <LevelMeter />
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
        </Framed>
      );
  }
}

function Framed({ children }: { children: ReactNode }) {
  return (
    <Box sx={{ minHeight: '100dvh', display: 'flex', flexDirection: 'column' }}>
      <AppHeader hasHistory />
      <Box
        component="main"
        id="main"
        tabIndex={-1}
        sx={{ flex: 1, display: 'flex', flexDirection: 'column', paddingInline: 2 }}
      >
        {children}
      </Box>
    </Box>
  );
}
