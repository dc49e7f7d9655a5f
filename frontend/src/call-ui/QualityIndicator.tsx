import Box from '@mui/material/Box';
import Tooltip from '@mui/material/Tooltip';
import type { ConnectionQuality, QualityCause } from '../call/session/call-snapshot';
import { qualityWords } from './quality-words';

const LOOKS: Record<Exclude<ConnectionQuality, 'unknown'>, { bars: number; color: string }> = {
  good: { bars: 3, color: 'success.main' },
  fair: { bars: 2, color: '#f5c451' },
  poor: { bars: 1, color: 'error.main' },
  lost: { bars: 0, color: 'error.main' },
};

interface QualityIndicatorProps {
  /** The name of the participant; null for the user's own connection. */
  name: string | null;
  quality: ConnectionQuality;
  cause: QualityCause | null;
}

/** Three bars for the connection quality, with its text and reason as name and tooltip. */
export function QualityIndicator({ name, quality, cause }: QualityIndicatorProps) {
  if (quality === 'unknown') return null;
  const { bars, color } = LOOKS[quality];
  const whose = name === null ? 'Your connection' : `Connection of ${name}`;
  const text = `${whose}: ${qualityWords(quality, cause)}`;
  return (
    <Tooltip title={text}>
      <Box
        role="img"
        aria-label={text}
        sx={{
          display: 'inline-flex',
          alignItems: 'flex-end',
          gap: '2px',
          height: 12,
          flexShrink: 0,
          // A small tile has no room for the indicator of a good connection beside the name.
          ...(quality === 'good' && { '@container (max-width: 150px)': { display: 'none' } }),
        }}
      >
        {[1, 2, 3].map((bar) => (
          <Box
            key={bar}
            sx={{
              width: 3,
              height: bar * 4,
              borderRadius: '1px',
              bgcolor: bar <= bars ? color : 'rgba(255 255 255 / 0.35)',
              '@media (forced-colors: active)': {
                forcedColorAdjust: 'none',
                bgcolor: bar <= bars ? 'CanvasText' : 'transparent',
                border: '1px solid CanvasText',
              },
            }}
          />
        ))}
      </Box>
    </Tooltip>
  );
}
