import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { nameLabel } from '@parley/shared/participants';
import { memo, useMemo, useRef } from 'react';
import { useCallPart } from '../../../hooks/useCall';
import { isolate } from '../../../lib/isolate';
import { Picture } from './Picture';
import { partsOf, SELF, type ShownKey } from './shown-key';
import { focusLayout, gridLayout, type Place } from './stage-layout';
import type { StagePlan } from './stage-plan';
import { StagePlace } from './StagePlace';
import { useOwnName } from './useOwnName';
import { useElementSize } from './useElementSize';
import { useStagePlan } from './useStagePlan';

const GAP = 8;

/** Everybody in a grid that never scrolls; or one picture large with all the others in a strip. */
export function Stage() {
  const ref = useRef<HTMLDivElement>(null);
  const { width, height } = useElementSize(ref);
  const plan = useStagePlan();
  const { places, scrolls } = useMemo(() => placesFor(plan, width, height), [plan, width, height]);
  return (
    <Box sx={{ position: 'relative', flex: 1, minWidth: 0, minHeight: 0, margin: 1 }}>
      <Box
        ref={ref}
        role="group"
        aria-label="People and screens"
        sx={{
          position: 'absolute',
          inset: 0,
          overflowX: scrolls === 'across' ? 'auto' : 'hidden',
          overflowY: scrolls === 'down' ? 'auto' : 'hidden',
          scrollbarWidth: 'thin',
          scrollbarColor: '#4a5664 transparent',
        }}
      >
        {plan.keys.map((key, index) => (
          <StagePicture
            key={key}
            shownKey={key}
            isFocus={key === plan.focus}
            place={places[index] ?? NOWHERE}
          />
        ))}
        {plan.keys.length === 1 && places[0] && <Alone below={places[0]} height={height} />}
      </Box>
    </Box>
  );
}

const NOWHERE: Place = { left: 0, top: 0, width: 0, height: 0 };

interface StagePlaces {
  /** One for each key of the plan. */
  places: readonly Place[];
  scrolls: 'down' | 'across' | null;
}

function placesFor({ focus, keys }: StagePlan, width: number, height: number): StagePlaces {
  if (focus === null) return { places: gridLayout(keys.length, width, height, GAP), scrolls: null };
  const { scrolls, ...layout } = focusLayout(keys.length - 1, width, height, GAP);
  const strip = layout.strip.values();
  const places = keys.map((key) =>
    key === focus ? layout.focus : (strip.next().value ?? NOWHERE),
  );
  return { places, scrolls };
}

/** What to do while nobody else is there, where there is room for it under one's own picture. */
function Alone({ below, height }: { below: Place; height: number }) {
  const top = below.top + below.height;
  if (height - top < 72) return null;
  return (
    <Box
      sx={{ position: 'absolute', insetInline: 0, textAlign: 'center' }}
      style={{ top: top + 16 }}
    >
      <Typography>You are the only one here.</Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>
        Send the invite link to bring others in.
      </Typography>
    </Box>
  );
}

interface StagePictureProps {
  shownKey: ShownKey;
  isFocus: boolean;
  place: Place;
}

/** Not rendered again by what happens in other pictures. */
const StagePicture = memo(function StagePicture(props: StagePictureProps) {
  const { shownKey, isFocus, place } = props;
  const { source, participantId } = partsOf(shownKey);
  const isSelf = participantId === SELF;
  const ownName = nameLabel(useOwnName());
  const otherName = useCallPart(({ remotes }) => {
    const other = remotes.find(({ participant }) => participant.id === participantId);
    return other && nameLabel(other.participant);
  });
  const name = isSelf ? ownName : otherName;
  if (name === undefined) return null;
  const owner = isolate(name);
  const screenName = isSelf ? 'your screen' : `screen of ${owner}`;
  return (
    <StagePlace
      shownKey={shownKey}
      name={source === 'screen' ? screenName : owner}
      place={place}
      isFocus={isFocus}
    >
      <Picture shownKey={shownKey} isLarge={isFocus} />
    </StagePlace>
  );
});
