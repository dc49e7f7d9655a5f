import type { CallState } from './call-state';
import type { MediaTransport } from './media-transport';
import type { Membership } from './membership';

/** What the server tells of the running meeting, and what follows from it here. */
export function followMeeting(
  member: Membership,
  transport: MediaTransport,
  state: CallState,
): void {
  member.onFact('participant:joined', ({ participant, offer }) => {
    transport.join(participant, offer);
    state.putParticipant(participant);
  });
  member.onFact('participant:updated', ({ participant }) => {
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
  member.onFact('meeting:updated', ({ meeting }) => state.changeRoom(meeting));
  member.onFact('participant:left', ({ id, instanceId }) => {
    transport.drop(id, instanceId);
    state.removeParticipant(id, instanceId);
  });
  member.onFact('lobby:changed', ({ count }) => state.update({ inLobby: count }));
  member.onFact('visitor:left', ({ id, instanceId }) => transport.drop(id, instanceId));
  member.onFact('meeting:replaced', () => void member.stop('replaced'));
  member.onFact('meeting:ended', ({ reason }) => {
    state.update({ endReason: reason });
    void member.stop('ended');
  });
}
