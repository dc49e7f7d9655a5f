import Mic from '@mui/icons-material/Mic';
import MicOff from '@mui/icons-material/MicOff';
import Videocam from '@mui/icons-material/Videocam';
import VideocamOff from '@mui/icons-material/VideocamOff';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { useCall, useCallPart } from '../../hooks/useCall';
import { deviceButtonName, isTurnedOn } from '../../call-ui/device-button-name';
import { SelfVideo } from '../../ui/SelfVideo';
import { selfViewWords } from './self-view-words';

/** The self-view with the switches for microphone and camera. */
export function SelfView() {
  const stream = useCallPart(({ self }) => self.cameraStream);
  const camera = useCallPart(({ self }) => self.camera);
  const microphone = useCallPart(({ self }) => self.microphone);
  return (
    <Box
      sx={{
        position: 'relative',
        width: '100%',
        aspectRatio: '16 / 9',
        maxHeight: { xs: 210, md: 'none' },
        borderRadius: '12px',
        overflow: 'hidden',
        bgcolor: '#101418',
        color: '#f3efe8',
        display: 'grid',
        placeItems: 'center',
      }}
    >
      {stream === null ? (
        <Typography
          role="status"
          sx={{
            // Above the switches, even on a small screen.
            paddingInline: { xs: 2, sm: 3 },
            paddingBottom: '60px',
            textAlign: 'center',
            fontSize: { xs: 14, sm: 16 },
            lineHeight: 1.4,
          }}
        >
          {selfViewWords(camera, microphone)}
        </Typography>
      ) : (
        <SelfVideo stream={stream} label="Your camera" />
      )}
      <Box
        sx={{ position: 'absolute', bottom: 12, left: 0, right: 0, display: 'flex', gap: 1.5 }}
        style={{ justifyContent: 'center' }}
      >
        <Switches />
      </Box>
    </Box>
  );
}

function Switches() {
  const call = useCall();
  const microphone = useCallPart(({ self }) => self.microphone);
  const camera = useCallPart(({ self }) => self.camera);
  return (
    <>
      <Switch
        name={deviceButtonName('microphone', microphone)}
        isOn={isTurnedOn(microphone)}
        isPending={microphone.pending}
        onClick={() => void call.media.set('microphone', !isTurnedOn(microphone))}
      >
        {isTurnedOn(microphone) ? <Mic /> : <MicOff />}
      </Switch>
      <Switch
        name={deviceButtonName('camera', camera)}
        isOn={isTurnedOn(camera)}
        isPending={camera.pending}
        onClick={() => void call.media.set('camera', !isTurnedOn(camera))}
      >
        {isTurnedOn(camera) ? <Videocam /> : <VideocamOff />}
      </Switch>
    </>
  );
}

interface SwitchProps {
  name: string;
  isOn: boolean;
  isPending: boolean;
  onClick: () => void;
  children: React.ReactNode;
}

function Switch({ name, isOn, isPending, onClick, children }: SwitchProps) {
  const look = isOn
    ? { bgcolor: 'rgba(42 50 59 / 0.92)', color: '#f3efe8', '&:hover': { bgcolor: '#36404b' } }
    : { bgcolor: '#f3efe8', color: '#101418', '&:hover': { bgcolor: '#ffffff' } };
  return (
    <Tooltip title={name}>
      <IconButton
        aria-label={name}
        aria-busy={isPending}
        onClick={onClick}
        sx={{ width: 48, height: 48, ...look }}
      >
        {children}
      </IconButton>
    </Tooltip>
  );
}
