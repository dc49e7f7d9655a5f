import { useState } from 'react';
import { useCallPart } from '../../../hooks/useCall';
import { useValue } from '../../../hooks/useValue';
import { useMeetingView } from './meeting-view';
import type { ShownKey } from './shown-key';
import { everyone, useIds } from './useIds';
import { spotlight } from './spotlight';

/** The tile to show in the small window. */
export function useSpotlight(): ShownKey {
  const focus = useValue(useMeetingView().focus);
  const others = useIds(everyone);
  const speaking = useCallPart((snapshot) => snapshot.speaking);
  const [before, setBefore] = useState<ShownKey | null>(null);
  const now = spotlight({ focus, others, speaking, before });
  if (now !== before) setBefore(now);
  return now;
}
