import { useCallPart } from '../../../hooks/useCall';
import { useUser } from '../../../hooks/useSession';
import type { Named } from '../../../lib/avatar';

/** The name of the user in the meeting; before the join, the name of the account. */
export function useOwnName(): Named {
  const inMeeting = useCallPart(({ self }) => self.participant?.displayName);
  const nameNumber = useCallPart(({ self }) => self.participant?.nameNumber);
  const user = useUser();
  return { displayName: inMeeting ?? user?.displayName ?? 'yourself', nameNumber };
}
