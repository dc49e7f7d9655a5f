import Box from '@mui/material/Box';
import { nameLabel } from '@parley/shared/participants';
import { memo, useMemo, useRef } from 'react';
import { useCallPart } from '../../../hooks/useCall';
import { useValue } from '../../../hooks/useValue';
import { isolate } from '../../../lib/isolate';
import { aloneLayout } from './alone-layout';
import { InviteCard } from './InviteCard';
import { useMeetingView } from './meeting-view';
import { type Corner, smallPlace } from './pair-layout';
import { selfCorner } from './pair-view';
import { TileContent } from './TileContent';
import { partsOf, SELF, type ShownKey } from './shown-key';
import { focusLayout, GAP, gridLayout, type Place } from './stage-layout';
import { PAGER_HEIGHT, type StagePage, type StageSize } from './stage-pages';
import { StagePager } from './StagePager';
import type { StagePlan } from './stage-plan';
import { StagePlace } from './StagePlace';
import { useOwnName } from './useOwnName';
import { useElementSize } from './useElementSize';
import { useStagePage } from './useStagePage';
import { useStagePlan } from './useStagePlan';

/**
 * The tiles of all participants and screens: in a grid that never scrolls; one large and the others
 * in a strip; or, for two participants, the other one large with the self-view over it. If there are
 * too many, it has pages.
 */
export function Stage() {
  const ref = useRef<HTMLDivElement>(null);
  const size = useElementSize(ref);
  const { width, height } = size;
  const plan = useStagePlan(size);
  const page = useStagePage(plan, size);
  const corner = useValue(selfCorner.value);
  const ratio = useValue(useMeetingView().ownRatio);
  const { places, scrolls, card } = useMemo(() => {
    // Before the first frame of the camera we assume that a phone is held upright.
    const shape = ratio ?? (width < height ? 3 / 4 : 4 / 3);
    return placesFor(plan, page.shown, { width, height }, { corner, ratio: shape });
  }, [plan, page.shown, width, height, corner, ratio]);
  return (
    <Box
      {...page.handlers}
      sx={{ position: 'relative', flex: 1, minWidth: 0, minHeight: 0, margin: 1 }}
    >
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
          // A swipe to the side turns the page.
          touchAction: page.shown.pages > 1 ? 'pan-y pinch-zoom' : 'auto',
        }}
      >
        {page.shown.keys.map((key, index) => (
          <StageTile
            key={key}
            shownKey={key}
            isFocus={key === plan.focus}
            isFloating={key === plan.floating}
            place={places[index] ?? NOWHERE}
          />
        ))}
        {card !== null && <InviteCard place={card} />}
      </Box>
      {page.shown.pages > 1 && (
        <StagePager page={page.shown.page} pages={page.shown.pages} onTurn={page.turn} />
      )}
    </Box>
  );
}

const NOWHERE: Place = { left: 0, top: 0, width: 0, height: 0 };

interface StagePlaces {
  /** One for each key of the page. */
  places: readonly Place[];
  scrolls: 'down' | 'across' | null;
  /** The place of the invitation while the user is alone. */
  card: Place | null;
}

function placesFor(
  { focus, floating }: StagePlan,
  { keys, pages, perPage }: StagePage,
  { width, height: whole }: StageSize,
  small: { corner: Corner; ratio: number },
): StagePlaces {
  const height = pages > 1 ? Math.max(0, whole - PAGER_HEIGHT) : whole;
  if (focus !== null) {
    const fits = pages > 1 ? perPage : 1;
    const { scrolls, ...layout } = focusLayout(keys.length - 1, width, height, GAP, fits);
    const strip = layout.strip.values();
    const places = keys.map((key) =>
      key === focus ? layout.focus : (strip.next().value ?? NOWHERE),
    );
    return { places, scrolls: pages > 1 ? null : scrolls, card: null };
  }
  if (keys.length === 1) {
    const { tile, card } = aloneLayout(width, height);
    return { places: [tile], scrolls: null, card };
  }
  if (floating === null) {
    const full = pages > 1 ? perPage : keys.length;
    return { places: gridLayout(keys.length, width, height, GAP, full), scrolls: null, card: null };
  }
  const over = smallPlace(width, height, small.ratio, small.corner);
  const all = { left: 0, top: 0, width, height };
  return {
    places: keys.map((key) => (key === floating ? over : all)),
    scrolls: null,
    card: null,
  };
}

interface StageTileProps {
  shownKey: ShownKey;
  isFocus: boolean;
  isFloating: boolean;
  place: Place;
}

/** Memoised: a change of another tile does not render this one. */
const StageTile = memo(function StageTile(props: StageTileProps) {
  const { shownKey, isFocus, isFloating, place } = props;
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
      isFloating={isFloating}
    >
      <TileContent shownKey={shownKey} isLarge={isFocus} />
    </StagePlace>
  );
});
