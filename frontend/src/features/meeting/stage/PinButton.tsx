import PushPin from '@mui/icons-material/PushPin';
import PushPinOutlined from '@mui/icons-material/PushPinOutlined';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import { useValue } from '../../../hooks/useValue';
import { useMeetingView } from './meeting-view';
import type { ShownKey } from './shown-key';

interface PinButtonProps {
  shownKey: ShownKey;
  /** What is pinned, as in 'Pin Ana'. */
  name: string;
}

/** Shows one picture large, for oneself only. Stays visible where there is no pointer to hover. */
export function PinButton({ shownKey, name }: PinButtonProps) {
  const view = useMeetingView();
  const pinned = useValue(view.pinned) === shownKey;
  const label = pinned ? `Unpin ${name}` : `Pin ${name}`;
  return (
    <Tooltip title={label}>
      <IconButton
        className="pin"
        aria-label={label}
        onClick={() => view.togglePin(shownKey)}
        sx={{
          position: 'absolute',
          top: 8,
          left: 8,
          width: 32,
          height: 32,
          borderRadius: '8px',
          color: pinned ? '#101418' : '#fff',
          bgcolor: pinned ? '#f3efe8' : 'rgba(16 20 24 / 0.72)',
          '&:hover': { bgcolor: pinned ? '#ffffff' : 'rgba(16 20 24 / 0.92)' },
          '@media (hover: hover)': { opacity: pinned ? 1 : 0, transition: 'opacity 120ms' },
          '&:focus-visible': { opacity: 1, outlineColor: '#fff' },
        }}
      >
        {pinned ? <PushPin sx={{ fontSize: 18 }} /> : <PushPinOutlined sx={{ fontSize: 18 }} />}
      </IconButton>
    </Tooltip>
  );
}
