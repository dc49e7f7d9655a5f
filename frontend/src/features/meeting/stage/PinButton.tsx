import PushPin from '@mui/icons-material/PushPin';
import PushPinOutlined from '@mui/icons-material/PushPinOutlined';
import { useValue } from '../../../hooks/useValue';
import { useMeetingView } from './meeting-view';
import { TileButton } from './TileButton';
import type { ShownKey } from './shown-key';

interface PinButtonProps {
  shownKey: ShownKey;
  /** The name of the tile, as in 'Pin Ana'. */
  name: string;
}

/** Pins a tile, so that it is large for this user only. */
export function PinButton({ shownKey, name }: PinButtonProps) {
  const view = useMeetingView();
  const pinned = useValue(view.pinned) === shownKey;
  return (
    <TileButton
      name={pinned ? `Unpin ${name}` : `Pin ${name}`}
      icon={pinned ? <PushPin /> : <PushPinOutlined />}
      isOn={pinned}
      onClick={() => view.togglePin(shownKey)}
    />
  );
}
