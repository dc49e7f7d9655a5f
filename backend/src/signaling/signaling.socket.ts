import { hasOnlyMedia, PREJOIN_MEDIA_SECTIONS } from '@parley/shared/signaling';
import type { LiveMeetings } from '../meetings/live-meetings';
import { AppError } from '../platform/errors';
import type { SocketServer } from '../platform/socket';
import { deliver } from './deliver';
import type { Visitors } from './visitors';

const delivered = {};

/**
 * Hands signals to members of the sender's own meeting, and between its members and those who wait
 * before its door. No database and no broadcast on this path: it is the hot one.
 */
export function registerSignalingCommands(
  sockets: SocketServer,
  live: LiveMeetings,
  visitors: Visitors,
): void {
  sockets.setPolicy('present', ({ id }) => {
    if (!live.membershipOf(id) && !visitors.has(id)) throw new AppError('NOT_A_MEMBER');
  });

  sockets.onCommand('signal:send', (signal, socket) => {
    const membership = live.membershipOf(socket.id);
    if (membership) {
      const { meeting, member } = membership;
      const to =
        meeting.members.get(signal.to) ?? visitors.find(meeting, signal.to, signal.toInstance);
      deliver(member.participant, to, signal, meeting.epochs);
    } else {
      const sdp = signal.description?.sdp ?? '';
      if (!hasOnlyMedia(sdp, PREJOIN_MEDIA_SECTIONS)) {
        const message = 'More than microphone and camera before joining';
        throw new AppError('VALIDATION_FAILED', {
          details: [{ field: 'description.sdp', message }],
        });
      }
      const { meeting, from } = visitors.admit(socket.id);
      deliver(from, meeting.members.get(signal.to), signal, meeting.epochs, true);
    }
    return delivered;
  });
}
