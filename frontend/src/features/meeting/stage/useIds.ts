import { useMemo } from 'react';
import type { RemoteSnapshot } from '../../../call/session/call-snapshot';
import { useCallPart } from '../../../hooks/useCall';

/** Ids of the others whom this holds for, in their order; the same array while they are the same. */
export function useIds(holds: (remote: RemoteSnapshot) => boolean): readonly string[] {
  const joined = useCallPart(({ remotes }) =>
    remotes
      .filter(holds)
      .map(({ participant }) => participant.id)
      .join(' '),
  );
  return useMemo(() => (joined === '' ? [] : joined.split(' ')), [joined]);
}

export const anybody = (): boolean => true;
