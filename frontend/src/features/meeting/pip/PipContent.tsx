import createCache from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import CallEnd from '@mui/icons-material/CallEnd';
import Mic from '@mui/icons-material/Mic';
import MicOff from '@mui/icons-material/MicOff';
import Videocam from '@mui/icons-material/Videocam';
import VideocamOff from '@mui/icons-material/VideocamOff';
import Box from '@mui/material/Box';
import GlobalStyles from '@mui/material/GlobalStyles';
import IconButton from '@mui/material/IconButton';
import { type ReactNode, useMemo } from 'react';
import { createPortal } from 'react-dom';
import { useCall, useCallPart } from '../../../hooks/useCall';
import { deviceButtonName, isTurnedOn } from '../../../call-ui/device-button-name';
import { CONTROL_LOOKS } from '../ControlButton';
import { TileContent } from '../stage/TileContent';
import { useSpotlight } from '../stage/useSpotlight';

/**
 * The content of the small window: one tile and the most important controls. The window inherits the
 * content security policy of the page, so its styles need the nonce of the page.
 */
export function PipContent({ pipWindow }: { pipWindow: Window }) {
  const { head, body } = pipWindow.document;
  const cache = useMemo(() => {
    const meta = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]');
    return createCache({ key: 'pip', container: head, nonce: meta?.nonce ?? '' });
  }, [head]);
  return createPortal(
    <CacheProvider value={cache}>
      {styles}
      <SmallMeeting />
    </CacheProvider>,
    body,
  );
}

/** `html:root` is as specific as the rule of the page's style sheet, which sets the gutter. */
const styles = (
  <GlobalStyles
    styles={{
      'html:root': { scrollbarGutter: 'auto', background: '#101418' },
      body: { margin: 0, overflow: 'hidden' },
    }}
  />
);

function SmallMeeting() {
  const call = useCall();
  const shown = useSpotlight();
  const microphone = useCallPart(({ self }) => self.microphone);
  const camera = useCallPart(({ self }) => self.camera);
  return (
    <Box
      component="main"
      sx={{
        position: 'fixed',
        inset: 0,
        display: 'flex',
        flexDirection: 'column',
        color: 'text.primary',
        colorScheme: 'dark',
        fontFamily: 'fontFamily',
      }}
    >
      <Box sx={{ position: 'relative', flex: 1, minHeight: 0, margin: 0.5, marginBottom: 0 }}>
        <TileContent shownKey={shown} isLarge={false} />
      </Box>
      <Box
        role="toolbar"
        aria-label="Call controls"
        sx={{ display: 'flex', justifyContent: 'center', gap: 1, padding: 0.75 }}
      >
        <SmallButton
          name={deviceButtonName('microphone', microphone)}
          look={isTurnedOn(microphone) ? 'plain' : 'off'}
          onClick={() => void call.media.set('microphone', !isTurnedOn(microphone))}
        >
          {isTurnedOn(microphone) ? <Mic /> : <MicOff />}
        </SmallButton>
        <SmallButton
          name={deviceButtonName('camera', camera)}
          look={isTurnedOn(camera) ? 'plain' : 'off'}
          onClick={() => void call.media.set('camera', !isTurnedOn(camera))}
        >
          {isTurnedOn(camera) ? <Videocam /> : <VideocamOff />}
        </SmallButton>
        <SmallButton name="Leave" look="leave" onClick={() => void call.leave()}>
          <CallEnd />
        </SmallButton>
      </Box>
    </Box>
  );
}

interface SmallButtonProps {
  name: string;
  onClick: () => void;
  children: ReactNode;
  look?: keyof typeof CONTROL_LOOKS;
}

/** Has a title instead of a tooltip, which would open in the page and not in the small window. */
function SmallButton({ name, onClick, children, look = 'plain' }: SmallButtonProps) {
  return (
    <IconButton
      aria-label={name}
      title={name}
      onClick={onClick}
      sx={{ width: 40, height: 40, ...CONTROL_LOOKS[look] }}
    >
      {children}
    </IconButton>
  );
}
