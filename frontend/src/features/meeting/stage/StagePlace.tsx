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
  /** The large picture stays while the strip beside it scrolls. */
  isFocus: boolean;
  /** Lies over the other one, and can be moved to another corner. */
  isFloating: boolean;
  children: ReactNode;
}

/** One picture at its place. It is the same element at every place, so that it never goes black. */
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
        // Where there is no room for it, its buttons must not lie over something else.
        ...(place.height === 0 && { visibility: 'hidden' }),
        '&:hover .on-picture': { opacity: 1 },
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
