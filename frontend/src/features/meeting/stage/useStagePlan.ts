import { useEffect, useMemo, useState } from 'react';
import { useCallPart } from '../../../hooks/useCall';
import { useValue } from '../../../hooks/useValue';
import { useMeetingView } from './meeting-view';
import { cameraOf, screenOf, type ShownKey } from './shown-key';
import { inOrderOfArrival, type StagePlan, stagePlan } from './stage-plan';

/** What is on the stage now. A pin goes when its person leaves, or its screen ends. */
export function useStagePlan(): StagePlan {
  const view = useMeetingView();
  const pinned = useValue(view.pinned);
  const remotes = useCallPart((snapshot) => snapshot.remotes);
  const selfId = useCallPart(({ self }) => self.participant?.id ?? '');
  const isSharing = useCallPart(({ self }) => self.screenStream !== null);

  const [order, setOrder] = useState<readonly string[]>([]);
  const sharing = remotes.filter((r) => r.screenStream !== null).map((r) => r.participant.id);
  const screens = inOrderOfArrival(order, isSharing ? [...sharing, selfId] : sharing);
  if (screens !== order) setOrder(screens);

  // A screen counts by what its owner says: its track may be away for a moment.
  const possible = useMemo<ReadonlySet<ShownKey>>(() => {
    const keys = new Set<ShownKey>([cameraOf(selfId)]);
    if (isSharing) keys.add(screenOf(selfId));
    for (const { participant } of remotes) {
      keys.add(cameraOf(participant.id));
      if (participant.media.screen) keys.add(screenOf(participant.id));
    }
    return keys;
  }, [remotes, selfId, isSharing]);
  useEffect(() => {
    view.pinned.update((key) => (key !== null && possible.has(key) ? key : null));
  }, [view, possible]);

  const others = useMemo(() => remotes.map(({ participant }) => participant.id), [remotes]);
  const plan = useMemo(
    () => stagePlan({ selfId, others, screens, pinned }),
    [selfId, others, screens, pinned],
  );
  useEffect(() => view.focus.set(plan.focus), [view, plan.focus]);
  return plan;
}
