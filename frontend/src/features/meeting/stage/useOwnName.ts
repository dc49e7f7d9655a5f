import { useCallPart } from '../../../hooks/useCall';
import { useUser } from '../../../hooks/useSession';
import type { Named } from '../../../lib/avatar';

const NOBODY: Named = { displayName: 'yourself' };

/** Oneself as the others see it in the meeting; before joining, as the account says. */
export function useOwnName(): Named {
  const inMeeting = useCallPart(({ self }) => self.participant);
  const user = useUser();
  return inMeeting ?? user ?? NOBODY;
}
