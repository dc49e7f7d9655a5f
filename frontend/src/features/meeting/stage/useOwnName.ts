import { useCallPart } from '../../../hooks/useCall';
import { useGuest } from '../../../hooks/useGuest';
import { useUser } from '../../../hooks/useSession';
import type { Named } from '../../../lib/avatar';

/** The name of the user in the meeting; before the join, the name of the account. */
export function useOwnName(): Named {
  const inMeeting = useCallPart(({ self }) => self.participant?.displayName);
  const nameNumber = useCallPart(({ self }) => self.participant?.nameNumber);
  const guest = useGuest();
  const user = useUser();
  const name = guest === null ? user?.displayName : guest.name;
  return { displayName: inMeeting ?? name ?? 'yourself', nameNumber };
}
