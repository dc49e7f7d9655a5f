import PresentToAll from '@mui/icons-material/PresentToAll';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { nameLabel } from '@parley/shared/participants';
import { useCall, useCallPart } from '../../../hooks/useCall';
import { isolate } from '../../../lib/isolate';
import { NameLine } from '../../../ui/NameLine';
import { StreamVideo } from './StreamVideo';

/** The shared screen of another participant, never cropped. */
export function RemoteScreen({ id }: { id: string }) {
  const remote = useCallPart(({ remotes }) => remotes.find((r) => r.participant.id === id));
  if (!remote?.screenStream) return null;
  return (
    <Box
      component="figure"
      aria-label={`Screen of ${isolate(nameLabel(remote.participant))}`}
      sx={{
        position: 'absolute',
        inset: 0,
        margin: 0,
        borderRadius: '12px',
        overflow: 'hidden',
        bgcolor: '#000',
      }}
    >
      <StreamVideo
        stream={remote.screenStream}
        fit="contain"
        shows={{ participantId: id, source: 'screen' }}
      />
      <Box
        component="figcaption"
        sx={{
          position: 'absolute',
          left: 8,
          bottom: 8,
          maxWidth: 'calc(100% - 16px)',
          display: 'flex',
          alignItems: 'center',
          gap: 0.75,
          paddingInline: 1,
          minHeight: 26,
          borderRadius: '8px',
          color: '#fff',
          bgcolor: 'rgba(16 20 24 / 0.72)',
        }}
      >
        <PresentToAll sx={{ fontSize: 16 }} />
        <Box sx={{ minWidth: 0, fontSize: 13, fontWeight: 560 }}>
          <NameLine person={remote.participant} after="is sharing" />
        </Box>
      </Box>
    </Box>
  );
}

/** Stands in for the user's own screen, which would show itself endlessly. */
export function OwnScreen({ isLarge }: { isLarge: boolean }) {
  const call = useCall();
  return (
    <Box
      component="figure"
      aria-label="Your screen"
      sx={{
        position: 'absolute',
        inset: 0,
        margin: 0,
        display: 'grid',
        placeContent: 'center',
        justifyItems: 'center',
        gap: isLarge ? 2 : 0.5,
        padding: isLarge ? 2 : 1,
        textAlign: 'center',
        borderRadius: '12px',
        bgcolor: '#1f262e',
      }}
    >
      <PresentToAll sx={{ fontSize: isLarge ? 40 : 24, color: '#a9b1bb' }} />
      <Typography sx={isLarge ? {} : { fontSize: 13, lineHeight: 1.3 }}>
        {isLarge ? 'You are sharing your screen with everybody here.' : 'You are sharing'}
      </Typography>
      {isLarge && (
        <Button variant="outlined" onClick={() => call.media.stopScreenShare()}>
          Stop
        </Button>
      )}
    </Box>
  );
}
