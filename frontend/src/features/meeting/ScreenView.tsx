import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useCall } from '../../hooks/useCall';
import { StreamVideo } from './StreamVideo';

interface ScreenViewProps {
  stream: MediaStream;
  /** Whose screen it is. */
  participantId: string;
  /** Their name; null for one's own, which is not shown back (a mirror in a mirror). */
  name: string | null;
}

/** A shared screen, as large as there is room, all of it visible. */
export function ScreenView({ stream, participantId, name }: ScreenViewProps) {
  const call = useCall();
  if (name === null) {
    return (
      <Box
        sx={{
          position: 'absolute',
          inset: 0,
          display: 'grid',
          placeContent: 'center',
          justifyItems: 'center',
          gap: 2,
          padding: 2,
          textAlign: 'center',
          borderRadius: '12px',
          bgcolor: '#1f262e',
        }}
      >
        <Typography>You are sharing your screen with everybody here.</Typography>
        <Button variant="outlined" onClick={() => void call.stopScreenShare()}>
          Stop
        </Button>
      </Box>
    );
  }
  return (
    <Box
      component="figure"
      aria-label={`Screen of ${name}`}
      sx={{
        position: 'absolute',
        inset: 0,
        margin: 0,
        borderRadius: '12px',
        overflow: 'hidden',
        bgcolor: '#000',
      }}
    >
      <StreamVideo stream={stream} fit="contain" shows={{ participantId, source: 'screen' }} />
      <Box
        component="figcaption"
        sx={{
          position: 'absolute',
          left: 8,
          top: 8,
          paddingInline: 1,
          lineHeight: '26px',
          fontSize: 13,
          borderRadius: '8px',
          color: '#fff',
          bgcolor: 'rgba(16 20 24 / 0.72)',
        }}
      >
        {name} is sharing
      </Box>
    </Box>
  );
}
