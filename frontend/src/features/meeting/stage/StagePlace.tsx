import Box from '@mui/material/Box';
import type { ReactNode } from 'react';
import { useMeetingView } from './meeting-view';
import { PinButton } from './PinButton';
import type { ShownKey } from './shown-key';
import type { Place } from './stage-layout';

interface StagePlaceProps {
  shownKey: ShownKey;
  name: string;
  place: Place;
  /** The large picture stays while the strip beside it scrolls. */
  isFocus: boolean;
  children: ReactNode;
}

/** One picture at its place. It is the same element at every place, so that it never goes black. */
export function StagePlace({ shownKey, name, place, isFocus, children }: StagePlaceProps) {
  const view = useMeetingView();
  return (
    <Box
      style={isFocus ? { width: place.width, height: place.height } : { ...place }}
      sx={{
        position: isFocus ? 'sticky' : 'absolute',
        ...(isFocus && { top: 0, left: 0 }),
        '&:hover .pin': { opacity: 1 },
      }}
      onDoubleClick={({ target }) => {
        if (!(target as Element).closest('button')) view.togglePin(shownKey);
      }}
    >
      {children}
      <PinButton shownKey={shownKey} name={name} />
    </Box>
  );
}
