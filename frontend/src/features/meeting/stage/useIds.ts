import { useMemo } from 'react';
import type { RemoteSnapshot } from '../../../call/session/call-snapshot';
import { useCallPart } from '../../../hooks/useCall';

/** Ids of the other participants that match, in their order; the same array while the ids are equal. */
export function useIds(matches: (remote: RemoteSnapshot) => boolean): readonly string[] {
  const joined = useCallPart(({ remotes }) =>
    remotes
      .filter(matches)
      .map(({ participant }) => participant.id)
      .join(' '),
  );
  return useMemo(() => (joined === '' ? [] : joined.split(' ')), [joined]);
}

/** Matches every participant. */
export const everyone = (): boolean => true;
