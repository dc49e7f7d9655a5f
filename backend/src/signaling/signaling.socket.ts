import { hasOnlyMedia, LOBBY_MEDIA_SECTIONS } from '@parley/shared/signaling';
import type { LiveMeetings } from '../meetings/live-meetings';
import { AppError } from '../platform/errors';
import type { SocketServer } from '../platform/socket';
import { relaySignal } from './relay-signal';
import type { LobbyPeers } from '../lobby/lobby-peers';

const delivered = {};

/**
 * Hands signals to members of the sender's own meeting, and between its members and those who wait
 * before its door. No database and no broadcast on this path: it is the hot one.
 */
export function registerSignalingCommands(
  sockets: SocketServer,
  live: LiveMeetings,
  lobbyPeers: LobbyPeers,
): void {
  sockets.setPolicy('peer', ({ id }) => {
    if (!live.membershipOf(id) && !lobbyPeers.has(id)) throw new AppError('NOT_A_MEMBER');
  });

  sockets.onCommand('signal:send', (signal, socket) => {
    const membership = live.membershipOf(socket.id);
    if (membership) {
      const { meeting, member } = membership;
      const to =
        meeting.members.get(signal.to) ?? lobbyPeers.find(meeting, signal.to, signal.toInstance);
      relaySignal(member.participant, to, signal, meeting.epochs);
    } else {
      const sdp = signal.description?.sdp ?? '';
      if (!hasOnlyMedia(sdp, LOBBY_MEDIA_SECTIONS)) {
        const message = 'More than microphone and camera before joining';
        throw new AppError('VALIDATION_FAILED', {
          details: [{ field: 'description.sdp', message }],
        });
      }
      const { meeting, from } = lobbyPeers.admit(socket.id);
      relaySignal(from, meeting.members.get(signal.to), signal, meeting.epochs, true);
    }
    return delivered;
  });
}
