import OpenWith from '@mui/icons-material/OpenWith';
import { cornerBeside, nextCorner } from './pair-layout';
import { selfCorner } from './pair-view';
import { TileButton } from './TileButton';

/** Moves the small self-view by press to the next corner, or by arrow keys. */
export function MoveButton() {
  return (
    <TileButton
      name="Move your video to the next corner"
      icon={<OpenWith />}
      onClick={() => selfCorner.choose(nextCorner(selfCorner.value.get()))}
      onKeyDown={(event) => {
        const corner = cornerBeside(selfCorner.value.get(), event.key);
        if (corner === null) return;
        event.preventDefault();
        selfCorner.choose(corner);
      }}
    />
  );
}
