import type { CallState } from './call-state';
import type { MediaTransport } from '../media-transport';
import type { Membership } from './membership';

/** What the server tells of the running meeting, and what follows from it here. */
export function followMeeting(
  member: Membership,
  transport: MediaTransport,
  state: CallState,
): void {
  member.onEvent('participant:joined', ({ participant, offer }) => {
    transport.join(participant, offer);
    state.putParticipant(participant);
  });
  member.onEvent('participant:updated', ({ participant }) => {
    const { self, roster } = state;
    if (participant.id === self?.id) {
      if (participant.instanceId === self.instanceId) state.updateSelf({ participant });
      return;
    }
    const before = roster.get(participant.id);
    const moved =
      before?.instanceId !== participant.instanceId || before.connection !== participant.connection;
    if (moved) transport.join(participant);
    state.putParticipant(participant);
  });
  member.onEvent('meeting:updated', ({ meeting }) => state.changeRoom(meeting));
  member.onEvent('participant:left', ({ id, instanceId }) => {
    transport.drop(id, instanceId);
    state.removeParticipant(id, instanceId);
  });
  member.onEvent('lobby:changed', ({ count }) => state.update({ inLobby: count }));
  member.onEvent('lobby:left', ({ id, instanceId }) => transport.drop(id, instanceId));
  member.onEvent('meeting:replaced', () => void member.stop('replaced'));
  member.onEvent('meeting:ended', ({ reason }) => {
    state.update({ endReason: reason });
    void member.stop('ended');
  });
}
