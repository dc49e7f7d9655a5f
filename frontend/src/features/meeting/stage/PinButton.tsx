import PushPin from '@mui/icons-material/PushPin';
import PushPinOutlined from '@mui/icons-material/PushPinOutlined';
import { useValue } from '../../../hooks/useValue';
import { useMeetingView } from './meeting-view';
import { TileButton } from './TileButton';
import type { ShownKey } from './shown-key';

interface PinButtonProps {
  shownKey: ShownKey;
  /** What is pinned, as in 'Pin Ana'. */
  name: string;
}

/** Shows one picture large, for oneself only. */
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
