import Box from '@mui/material/Box';
import type { ConnectionQuality } from '../../call/call-snapshot';

const LOOKS: Record<
  Exclude<ConnectionQuality, 'unknown'>,
  { bars: number; color: string; text: string }
> = {
  good: { bars: 3, color: 'success.main', text: 'Good connection' },
  fair: { bars: 2, color: '#f5c451', text: 'Fair connection' },
  poor: { bars: 1, color: 'error.main', text: 'Poor connection' },
  lost: { bars: 0, color: 'error.main', text: 'No connection' },
};

/** Three bars, with words for those who do not see them. */
export function QualityMark({ quality }: { quality: ConnectionQuality }) {
  if (quality === 'unknown') return null;
  const { bars, color, text } = LOOKS[quality];
  return (
    <Box
      role="img"
      aria-label={text}
      title={text}
      sx={{
        display: 'inline-flex',
        alignItems: 'flex-end',
        gap: '2px',
        height: 12,
        flexShrink: 0,
        // In a small tile the name needs the room more than the news that all is well.
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
          }}
        />
      ))}
    </Box>
  );
}
