import { useEffect, useMemo, useState } from 'react';
import { useCallPart } from '../../../hooks/useCall';
import { useValue } from '../../../hooks/useValue';
import { useMeetingView } from './meeting-view';
import { pairView } from './pair-view';
import { cameraOf, screenOf, SELF, type ShownKey } from './shown-key';
import { everyone, useIds } from './useIds';
import { inOrder, placesOfOthers, type StageSize } from './stage-pages';
import { inOrderOfArrival, type StagePlan, stagePlan } from './stage-plan';
import { useTileOrder } from './useTileOrder';

/**
 * The present stage plan, with those who are active on the first page. A pin ends when its
 * participant leaves or its screen ends.
 */
export function useStagePlan(size: StageSize): StagePlan {
  const view = useMeetingView();
  const pinned = useValue(view.pinned);
  const others = useIds(everyone);
  const sharing = useIds(({ screenStream }) => screenStream !== null);
  // A pinned screen lasts as long as its media state: its track may be missing for a moment.
  const sharingByState = useIds(({ participant }) => participant.media.screen);
  const isSharing = useCallPart(({ self }) => self.screenStream !== null);

  const [order, setOrder] = useState<readonly string[]>([]);
  const screens = inOrderOfArrival(order, isSharing ? [...sharing, SELF] : sharing);
  if (screens !== order) setOrder(screens);

  const possible = useMemo<ReadonlySet<ShownKey>>(() => {
    const cameras = [SELF, ...others].map(cameraOf);
    return new Set([
      ...cameras,
      ...(isSharing ? [SELF, ...sharingByState] : sharingByState).map(screenOf),
    ]);
  }, [others, sharingByState, isSharing]);
  useEffect(() => {
    view.pinned.update((key) => (key !== null && possible.has(key) ? key : null));
  }, [view, possible]);

  const pair = useValue(pairView.value);
  const plan = useMemo(
    () => stagePlan({ others, screens, pinned, pair }),
    [others, screens, pinned, pair],
  );
  useEffect(() => view.focus.set(plan.focus), [view, plan.focus]);
  const tiles = useTileOrder(others, placesOfOthers(plan, size), plan.focus);
  return useMemo(() => inOrder(plan, tiles), [plan, tiles]);
}
