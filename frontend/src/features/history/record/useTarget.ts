import { useCallback, useEffect, useState } from 'react';
import { useLocation } from 'react-router';
import { lineKey } from './conversation-items';
import type { Jump, Place } from './place';

/** A place to which the reader wants to go. The same place again is another target. */
export interface Target extends Place {
  readonly turn: number;
}

/** The fragment of a link to a line, perhaps after what else the fragment of its page says. */
const LINE_LINK = /[#&]line-([0-9a-f]{24})$/;

/** The place in the fragment of the address, or to which a part of the page sends the reader. */
export function useTarget(): [target: Target | undefined, jump: Jump] {
  const [target, setTarget] = useState<Target>();
  const jump = useCallback<Jump>(
    (place) => setTarget((last) => ({ ...place, turn: (last?.turn ?? 0) + 1 })),
    [],
  );
  // The key of the location would change with each menu and dialog (docs/decisions/036).
  const { hash } = useLocation();
  useEffect(() => {
    const lineId = LINE_LINK.exec(hash)?.[1];
    if (lineId !== undefined) jump({ key: lineKey(lineId) });
  }, [hash, jump]);
  return [target, jump];
}
