import Flip from '@mui/icons-material/Flip';
import { useMirror } from '../../hooks/useMirror';
import { MoreItem } from '../../call-ui/MoreItem';

/** The menu item that mirrors the self-view. */
export function MirrorItem({ close }: { close: () => void }) {
  const [isOn, setOn] = useMirror();
  return (
    <MoreItem
      name="Mirror my video"
      hint="Others see you unmirrored"
      icon={<Flip fontSize="small" />}
      checked={isOn}
      onChoose={() => {
        close();
        setOn(!isOn);
      }}
    />
  );
}
