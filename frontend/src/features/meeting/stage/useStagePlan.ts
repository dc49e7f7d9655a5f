import { useEffect, useMemo, useState } from 'react';
import { useCallPart } from '../../../hooks/useCall';
import { useValue } from '../../../hooks/useValue';
import { useMeetingView } from './meeting-view';
import { pairView } from './pair-view';
import { cameraOf, screenOf, SELF, type ShownKey } from './shown-key';
import { anybody, useIds } from './useIds';
import { inOrderOfArrival, type StagePlan, stagePlan } from './stage-plan';

/** What is on the stage now. A pin goes when its person leaves, or its screen ends. */
export function useStagePlan(): StagePlan {
  const view = useMeetingView();
  const pinned = useValue(view.pinned);
  const others = useIds(anybody);
  const sharing = useIds(({ screenStream }) => screenStream !== null);
  // A screen counts by what its owner says: its track may be away for a moment.
  const saying = useIds(({ participant }) => participant.media.screen);
  const isSharing = useCallPart(({ self }) => self.screenStream !== null);

  const [order, setOrder] = useState<readonly string[]>([]);
  const screens = inOrderOfArrival(order, isSharing ? [...sharing, SELF] : sharing);
  if (screens !== order) setOrder(screens);

  const possible = useMemo<ReadonlySet<ShownKey>>(() => {
    const cameras = [SELF, ...others].map(cameraOf);
    return new Set([...cameras, ...(isSharing ? [SELF, ...saying] : saying).map(screenOf)]);
  }, [others, saying, isSharing]);
  useEffect(() => {
    view.pinned.update((key) => (key !== null && possible.has(key) ? key : null));
  }, [view, possible]);

  const pair = useValue(pairView.value);
  const plan = useMemo(
    () => stagePlan({ others, screens, pinned, pair }),
    [others, screens, pinned, pair],
  );
  useEffect(() => view.focus.set(plan.focus), [view, plan.focus]);
  return plan;
}
