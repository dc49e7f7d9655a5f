import MicOff from '@mui/icons-material/MicOff';
import PanTool from '@mui/icons-material/PanTool';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { nameLabel } from '@parley/shared/participants';
import { memo } from 'react';
import type { ConnectionQuality, QualityCause } from '../../../call/session/call-snapshot';
import { NameLine } from '../../../ui/NameLine';
import { QualityIndicator } from '../../../call-ui/QualityIndicator';
import { avatarColor, initials, type Named } from '../../../lib/avatar';
import { isolate } from '../../../lib/isolate';
import { StreamVideo } from './StreamVideo';

export interface TileNotice {
  text: string;
  /** Shown only in a large tile. */
  detail?: string;
}

export interface TileProps {
  id: string;
  displayName: string;
  nameNumber: number | undefined;
  /** Whether the participant has no account; labelled where it fits. */
  isGuest?: boolean;
  isSelf: boolean;
  stream: MediaStream | null;
  muted: boolean;
  handRaised: boolean;
  speaking: boolean;
  /** A text over the video while it may be frozen, such as 'Reconnecting…'. */
  notice: TileNotice | null;
  /** The reason why there is no video, unless the camera is off. */
  noVideoReason?: string | null;
  quality: ConnectionQuality;
  cause: QualityCause | null;
  /** A large tile shows whole video frames; a small one is filled with the face. */
  isLarge?: boolean;
  mirrored?: boolean;
}

/** A participant: video or initials, name and states. */
export const Tile = memo(function Tile(props: TileProps) {
  const { id, displayName, nameNumber, isSelf, stream, muted, handRaised, speaking } = props;
  const { notice, quality, cause, noVideoReason = null } = props;
  const { isLarge = false, mirrored = false, isGuest = false } = props;
  const person = { displayName, nameNumber };
  const name = isolate(nameLabel(person));
  return (
    <Box
      component="figure"
      aria-label={`Video of ${name}`}
      sx={{
        position: 'relative',
        margin: 0,
        width: '100%',
        height: '100%',
        overflow: 'hidden',
        borderRadius: '12px',
        bgcolor: '#1f262e',
        containerType: 'size',
        // The ring is inside, so that it does not change the layout. It has no transition, which
        // would paint the whole page sixty times a second while participants talk.
        '&::after': {
          content: '""',
          position: 'absolute',
          inset: 0,
          borderRadius: 'inherit',
          pointerEvents: 'none',
          boxShadow: speaking ? 'inset 0 0 0 3px #4cc38a' : 'none',
          // Forced colours remove shadows.
          '@media (forced-colors: active)': {
            border: speaking ? '4px solid Highlight' : '1px solid CanvasText',
          },
        },
      }}
    >
      {/* Also below the video: a remote stream may arrive before its first video frame. */}
      {(stream === null || !isSelf) && (
        <Box sx={{ position: 'absolute', inset: 0, display: 'grid', placeItems: 'center' }}>
          <Avatar person={person} />
          {noVideoReason !== null && (
            <Typography
              sx={{
                position: 'absolute',
                top: 'calc(50% + clamp(20px, 17cqmin, 64px) + 8px)',
                paddingInline: 1,
                fontSize: 13,
                color: '#a9b1bb',
                '@container (max-height: 170px)': { display: 'none' },
              }}
            >
              {noVideoReason}
            </Typography>
          )}
        </Box>
      )}
      {stream !== null && (
        <StreamVideo
          stream={stream}
          fit={isLarge ? 'contain' : 'fill'}
          mirrored={mirrored}
          shows={isSelf ? null : { participantId: id, source: 'camera' }}
        />
      )}
      {notice !== null && (
        <Box
          sx={{
            position: 'absolute',
            inset: 0,
            display: 'grid',
            placeItems: 'center',
            alignContent: 'center',
            paddingInline: 1,
            textAlign: 'center',
            bgcolor: 'rgba(16 20 24 / 0.72)',
            color: '#fff',
            overflowWrap: 'anywhere',
            '@container (max-height: 170px)': { fontSize: 13 },
          }}
        >
          <Typography sx={{ fontSize: 'inherit', fontWeight: 600 }}>{notice.text}</Typography>
          {notice.detail !== undefined && (
            <Typography
              sx={{ fontSize: 14, '@container (max-height: 170px)': { display: 'none' } }}
            >
              {notice.detail}
            </Typography>
          )}
        </Box>
      )}
      {handRaised && (
        <Box role="img" aria-label="Hand raised" sx={badge({ top: 8, right: 8 })}>
          <PanTool sx={{ fontSize: 16, color: '#f5c451' }} />
        </Box>
      )}
      <Box
        component="figcaption"
        sx={{ ...badge({ bottom: 8, left: 8 }), maxWidth: 'calc(100% - 16px)' }}
      >
        {muted && <MicOff titleAccess="Microphone off" sx={{ fontSize: 16, color: '#ff9a93' }} />}
        <Box sx={{ minWidth: 0, fontSize: 13, fontWeight: 560, color: '#fff' }}>
          <NameLine person={person} after={isSelf ? '(You)' : undefined} />
        </Box>
        {isGuest && (
          <Box
            component="span"
            sx={{
              flexShrink: 0,
              fontSize: 12,
              color: '#c9cfd6',
              '@container (max-width: 200px)': { display: 'none' },
            }}
          >
            Guest
          </Box>
        )}
        <QualityIndicator name={isSelf ? null : name} quality={quality} cause={cause} />
      </Box>
    </Box>
  );
});

const Avatar = ({ person }: { person: Named }) => (
  <Box
    aria-hidden
    sx={{
      width: 'clamp(40px, 34cqmin, 128px)',
      aspectRatio: '1',
      borderRadius: '50%',
      display: 'grid',
      placeItems: 'center',
      bgcolor: avatarColor(person),
      color: '#fff',
      fontWeight: 640,
      fontSize: 'clamp(16px, 13cqmin, 48px)',
    }}
  >
    {initials(person.displayName)}
  </Box>
);

const badge = (place: object) => ({
  position: 'absolute',
  ...place,
  display: 'flex',
  alignItems: 'center',
  gap: 0.75,
  paddingInline: 1,
  minHeight: 26,
  borderRadius: '8px',
  bgcolor: 'rgba(16 20 24 / 0.72)',
  '@media (forced-colors: active)': { bgcolor: 'Canvas', border: '1px solid CanvasText' },
});
