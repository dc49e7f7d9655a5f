import { mayTurnOn, type HostedSource } from '@parley/shared/host-controls';
import { refusalOf, type Action, type Subject } from '@parley/shared/policy';
import { DEFAULT_CONTROLS } from '@parley/shared/roles';
import { isInMeeting } from '../call/session/call-machine';
import type { CallSnapshot } from '../call/session/call-snapshot';
import { useCallPart } from './useCall';

/** The user of this client as the policy sees them. */
function subjectOf({ self, meeting, phase }: CallSnapshot): Subject {
  return {
    role: self.participant?.role ?? 'participant',
    place: isInMeeting(phase) ? 'meeting' : 'lobby',
    controls: meeting?.controls ?? DEFAULT_CONTROLS,
    isLobbyPeer: false,
  };
}

/** Whether the policy lets this user do something in the call right now. */
export const useMay = (action: Action): boolean =>
  useCallPart((snapshot) => refusalOf(action, subjectOf(snapshot)) === null);

/** Whether the hosts let this user turn a source on. */
export const useMayTurnOn = (source: HostedSource): boolean =>
  useCallPart(({ self: { participant }, meeting }) => {
    if (participant === null || meeting === null) return true;
    return mayTurnOn(source, participant, meeting.controls);
  });
