import LockOutlined from '@mui/icons-material/LockOutlined';
import MeetingRoom from '@mui/icons-material/MeetingRoom';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useEffect, useState } from 'react';
import { useCallPart } from '../../hooks/useCall';
import { useRoomName } from '../../hooks/useRoomName';
import { serverClock } from '../../lib/server-clock';
import { clockTime } from './clock-time';
import { LowConnectionIndicator } from './LowConnectionIndicator';
import { PairViewButton } from './stage/PairViewButton';

/** Phones have no room for the text, but screen readers still read it. */
const HIDDEN_ON_PHONES = {
  position: { xs: 'absolute', sm: 'static' },
  clipPath: { xs: 'inset(50%)', sm: 'none' },
};

/** The head of the stage: room, time, participants and indicators. */
export function CallTopBar() {
  const meeting = useCallPart(({ meeting: running }) => running);
  const name = useRoomName();
  const count = useCallPart(({ remotes }) => remotes.length + 1);
  return (
    <Box
      component="header"
      sx={{
        display: 'flex',
        alignItems: 'center',
        gap: 2,
        minHeight: 36,
        paddingInline: 2,
        paddingTop: 0.5,
      }}
    >
      <Typography
        component="h1"
        noWrap
        dir="auto"
        title={name}
        sx={{ fontSize: 15, fontWeight: 640, minWidth: 0, textAlign: 'left' }}
      >
        {name}
      </Typography>
      <Typography noWrap sx={{ fontSize: 13, color: 'text.secondary', flexShrink: 0 }}>
        {meeting === null ? (
          'Joining…'
        ) : (
          <>
            <Timer startedAt={meeting.startedAt} /> ·{' '}
            {/* Without the SFU, a room may hold fewer people than are in it. */}
            {count > meeting.capacity ? count : `${count} of ${meeting.capacity}`}
            <Box component="span" sx={HIDDEN_ON_PHONES}>
              {' people'}
            </Box>
          </>
        )}
      </Typography>
      <InLobby />
      {meeting?.controls.isLocked === true && (
        <LockOutlined titleAccess="The meeting is locked" sx={{ fontSize: 18, flexShrink: 0 }} />
      )}
      <Box sx={{ flex: 1 }} />
      <LowConnectionIndicator />
      <PairViewButton />
    </Box>
  );
}

/** The number of users in the lobby, so that no user can watch the room unnoticed. */
function InLobby() {
  const count = useCallPart(({ inLobby }) => inLobby);
  if (count === 0) return null;
  return (
    <Typography noWrap sx={{ fontSize: 13, color: 'text.secondary', flexShrink: 0 }}>
      <MeetingRoom aria-hidden sx={{ fontSize: 16, verticalAlign: 'text-bottom' }} /> {count}
      <Box component="span" sx={HIDDEN_ON_PHONES}>
        {' in the lobby'}
      </Box>
    </Typography>
  );
}

function Timer({ startedAt }: { startedAt: string }) {
  const [now, setNow] = useState(() => serverClock.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(serverClock.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return <span role="timer">{clockTime(now - Date.parse(startedAt))}</span>;
}
