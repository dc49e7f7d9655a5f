import Box from '@mui/material/Box';
import type { MouseEvent } from 'react';
import { formatTime } from '../../../lib/format';
import { useLinkBase } from './link-base';
import type { Jump, Place } from './place';

interface PlaceLinkProps {
  place: Place & { readonly at: string };
  jump: Jump;
}

/** A time that leads to its place in the conversation. */
export function PlaceLink({ place, jump }: PlaceLinkProps) {
  const base = useLinkBase();
  const follow = (event: MouseEvent): void => {
    // With these keys, the user wants the link in another tab.
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    jump(place);
  };
  return (
    <Box
      component="a"
      href={`${base}${place.key ?? ''}`}
      onClick={follow}
      sx={{ color: 'inherit', fontVariantNumeric: 'tabular-nums' }}
    >
      <time dateTime={place.at}>{formatTime(place.at)}</time>
    </Box>
  );
}
