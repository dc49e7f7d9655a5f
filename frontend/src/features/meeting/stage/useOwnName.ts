import { useCallPart } from '../../../hooks/useCall';
import { useUser } from '../../../hooks/useSession';

/** As the others see it in the meeting; before joining, that of the account. */
export function useOwnName(): string {
  const inMeeting = useCallPart(({ self }) => self.participant?.displayName);
  const user = useUser();
  return inMeeting ?? user?.displayName ?? 'yourself';
}
