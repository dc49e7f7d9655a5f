import type { MediaTransport } from '../media-transport';
import type { CallStore } from './call-store';
import type { RoomClient } from './room-client';

export interface FollowMeetingOptions {
  readonly room: Pick<RoomClient, 'on'>;
  readonly transport: MediaTransport;
  readonly store: CallStore;
}

/** Applies the server's events about participants and their room to the transport and the store. */
export function followMeeting({ room, transport, store }: FollowMeetingOptions): void {
  room.on('participant:joined', ({ participant, offer }) => {
    transport.join(participant, offer);
    store.putParticipant(participant);
  });
  room.on('participant:updated', ({ participant }) => {
    const { self } = store;
    if (participant.id === self?.id) {
      if (participant.instanceId === self.instanceId) store.updateSelf({ participant });
      return;
    }
    const known = store.participant(participant.id);
    const isSameConnection =
      known?.instanceId === participant.instanceId && known.connection === participant.connection;
    if (!isSameConnection) transport.join(participant);
    store.putParticipant(participant);
  });
  room.on('participant:left', ({ id, instanceId }) => {
    transport.drop(id, instanceId);
    store.removeParticipant(id, instanceId);
  });
  room.on('meeting:updated', ({ meeting }) => store.changeRoom(meeting));
  room.on('lobby:changed', ({ count }) => store.update({ inLobby: count }));
  room.on('lobby:left', ({ id, instanceId }) => transport.drop(id, instanceId));
}
