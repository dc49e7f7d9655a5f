import PictureInPictureAlt from '@mui/icons-material/PictureInPictureAlt';
import { useValue } from '../../../hooks/useValue';
import { MoreItem } from '../../../call-ui/MoreItem';
import { useMeetingView } from '../stage/meeting-view';
import { useSpotlight } from '../stage/useSpotlight';
import { canPip, closePip, openPip } from './pip-window';

/** The menu item that shows the meeting in a small window over other applications. */
export function PipItem({ close }: { close: () => void }) {
  const view = useMeetingView();
  const shown = useSpotlight();
  // Browsers without picture-in-picture lack the property.
  const isOpen = useValue(view.pipWindow) !== null || Boolean(document.pictureInPictureElement);
  const video = view.heights.elementOf(shown);
  if (!isOpen && !canPip(video)) return null;
  return (
    <MoreItem
      name="Picture-in-picture"
      icon={<PictureInPictureAlt fontSize="small" />}
      checked={isOpen}
      onChoose={() => {
        close();
        if (isOpen) closePip(view);
        else void openPip(view, video);
      }}
    />
  );
}
