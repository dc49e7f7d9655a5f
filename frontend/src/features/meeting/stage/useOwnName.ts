import { useCallPart } from '../../../hooks/useCall';
import { useUser } from '../../../hooks/useSession';
import type { Named } from '../../../lib/avatar';

/** Oneself as the others see it in the meeting; before joining, as the account says. */
export function useOwnName(): Named {
  const inMeeting = useCallPart(({ self }) => self.participant?.displayName);
  const nameNumber = useCallPart(({ self }) => self.participant?.nameNumber);
  const user = useUser();
  return { displayName: inMeeting ?? user?.displayName ?? 'yourself', nameNumber };
}
