import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useEffect, useState } from 'react';
import { useCallPart } from '../../hooks/useCall';
import { clockTime } from './clock-time';
import { SavingIndicator } from './SavingIndicator';

/** Where one is and for how long. */
export function CallTopBar() {
  const meeting = useCallPart(({ meeting: running }) => running);
  const count = useCallPart(({ remotes }) => remotes.length + 1);
  if (meeting === null) return null;
  return (
    <Box
      component="header"
      sx={{ display: 'flex', alignItems: 'baseline', gap: 2, paddingInline: 2, paddingTop: 1 }}
    >
      <Typography component="h1" noWrap sx={{ fontSize: 15, fontWeight: 640, minWidth: 0 }}>
        {meeting.room.name}
      </Typography>
      <Typography noWrap sx={{ fontSize: 13, color: 'text.secondary', flexShrink: 0 }}>
        <Timer startedAt={meeting.startedAt} /> · {count} of {meeting.capacity}
      </Typography>
      <SavingIndicator />
    </Box>
  );
}

function Timer({ startedAt }: { startedAt: string }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return <span role="timer">{clockTime(now - Date.parse(startedAt))}</span>;
}
