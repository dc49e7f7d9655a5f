import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import type { KeyboardEvent, ReactNode } from 'react';

interface TileButtonProps {
  /** Accessible name and tooltip. */
  name: string;
  icon: ReactNode;
  /** Whether the effect of the button is in force. */
  isOn?: boolean;
  onClick: () => void;
  onKeyDown?: (event: KeyboardEvent) => void;
}

/** A button in the corner of a tile. Always visible on devices without a hovering pointer. */
export function TileButton({ name, icon, isOn = false, ...handlers }: TileButtonProps) {
  return (
    <Tooltip title={name}>
      <IconButton
        className="tile-button"
        aria-label={name}
        {...handlers}
        sx={{
          position: 'absolute',
          top: 8,
          left: 8,
          width: 32,
          height: 32,
          borderRadius: '8px',
          color: isOn ? '#101418' : '#fff',
          bgcolor: isOn ? '#f3efe8' : 'rgba(16 20 24 / 0.72)',
          '&:hover': { bgcolor: isOn ? '#ffffff' : 'rgba(16 20 24 / 0.92)' },
          '@media (hover: hover)': { opacity: isOn ? 1 : 0, transition: 'opacity 120ms' },
          '&:focus-visible': { opacity: 1, outlineColor: '#fff' },
          '@media (forced-colors: active)': {
            bgcolor: 'ButtonFace',
            border: isOn ? '3px solid Highlight' : '1px solid ButtonText',
          },
          // Extends the touch area beyond the small button.
          '&::before': { content: '""', position: 'absolute', inset: -6 },
          '& svg': { fontSize: 18 },
        }}
      >
        {icon}
      </IconButton>
    </Tooltip>
  );
}
