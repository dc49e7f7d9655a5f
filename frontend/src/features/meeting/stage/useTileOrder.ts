import { useMemo, useState } from 'react';
import { useCallPart } from '../../../hooks/useCall';
import { cameraOf, type ShownKey } from './shown-key';
import { recentlyActive, tileOrder } from './tile-order';
import { useIds } from './useIds';
import { useLasting } from './useLasting';

/** One loud sound counts as speaking for 1.2 seconds. */
const SPEAKING_MS = 1_500;

/**
 * The other participants in the order of their tiles, see `tileOrder`.
 *
 * @param first how many of them the first page shows
 * @param focus the large tile
 */
export function useTileOrder(
  others: readonly string[],
  first: number,
  focus: ShownKey | null,
): readonly string[] {
  const speaking = useLasting(
    useCallPart((snapshot) => snapshot.speaking),
    SPEAKING_MS,
  );
  const hands = useIds(({ participant }) => participant.media.hand);
  const active = useMemo(
    () => [...new Set([...speaking, ...hands])].filter((id) => others.includes(id)),
    [speaking, hands, others],
  );
  const [state, setState] = useState<{ order: readonly string[]; recent: readonly string[] }>({
    order: others,
    recent: [],
  });
  const large = others.find((id) => cameraOf(id) === focus) ?? null;
  const recent = recentlyActive(state.recent, active);
  const order = tileOrder({ before: state.order, now: others, first, large, active, recent });
  if (order !== state.order || recent !== state.recent) setState({ order, recent });
  return order;
}
