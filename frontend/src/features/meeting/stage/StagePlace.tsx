import Box from '@mui/material/Box';
import type { ReactNode } from 'react';
import { useMeetingView } from './meeting-view';
import { MoveButton } from './MoveButton';
import { PinButton } from './PinButton';
import type { ShownKey } from './shown-key';
import type { Place } from './stage-layout';
import { useCornerDrag } from './useCornerDrag';

interface StagePlaceProps {
  shownKey: ShownKey;
  name: string;
  place: Place;
  /** Whether this tile is large. It stays in place while the strip scrolls. */
  isFocus: boolean;
  /** Whether it lies over another tile and can be moved to another corner. */
  isFloating: boolean;
  children: ReactNode;
}

/** A tile at its place. The element stays the same at every place, so that the video never restarts. */
export function StagePlace(props: StagePlaceProps) {
  const { shownKey, name, place, isFocus, isFloating, children } = props;
  const view = useMeetingView();
  const drag = useCornerDrag(isFloating);
  return (
    <Box
      style={isFocus ? { width: place.width, height: place.height } : { ...place }}
      sx={{
        position: isFocus ? 'sticky' : 'absolute',
        ...(isFocus && { top: 0, left: 0 }),
        ...(isFloating && FLOATING),
        // Without room for the tile, its buttons must not cover another element.
        ...(place.height === 0 && { visibility: 'hidden' }),
        '&:hover .tile-button': { opacity: 1 },
      }}
      onDoubleClick={({ target }) => {
        if (!(target as Element).closest('button')) view.togglePin(shownKey);
      }}
      {...drag}
    >
      {children}
      {isFloating ? <MoveButton /> : <PinButton shownKey={shownKey} name={name} />}
    </Box>
  );
}

const FLOATING = {
  zIndex: 1,
  borderRadius: '12px',
  boxShadow: '0 0 0 1px rgba(255 255 255 / 0.24), 0 4px 16px rgba(0 0 0 / 0.4)',
  cursor: 'grab',
  touchAction: 'none',
  transition: 'left 120ms, top 120ms, translate 120ms',
};
