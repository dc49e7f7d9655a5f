import { hasOnlyMedia, LOBBY_MEDIA_SECTIONS } from '@parley/shared/signaling';
import { AppError } from '../platform/errors';
import type { SocketServer } from '../platform/socket';
import type { LinkEpochs } from './link-epochs';
import { relaySignal, type SignalTarget } from './relay-signal';

/** The part of a meeting that signaling needs. */
export interface SignalingMeeting {
  /** By participant id. */
  readonly seats: ReadonlyMap<string, SignalTarget>;
  readonly linkEpochs: Pick<LinkEpochs, 'allows' | 'follow'>;
}

export interface SignalingOptions<M extends SignalingMeeting> {
  readonly sockets: SocketServer;
  readonly registry: {
    bySocket(socketId: string): { meeting: M; seat: SignalTarget } | undefined;
  };
  readonly lobbyPeers: {
    find(meeting: M, id: string, instanceId: string): SignalTarget | undefined;
    /** @throws {AppError} NOT_A_MEMBER */
    admit(socketId: string): { meeting: M; from: SignalTarget['participant'] };
  };
}

const RELAYED = {};

/**
 * Relays signals between participants of one meeting, and between them and the lobby peers of its
 * room. No database and no broadcast here: this is the path that runs most often.
 */
export function registerSignalingCommands<M extends SignalingMeeting>({
  sockets,
  registry,
  lobbyPeers,
}: SignalingOptions<M>): void {
  sockets.onCommand('signal:send', (signal, socket) => {
    const held = registry.bySocket(socket.id);
    if (held) {
      const { meeting, seat } = held;
      const to =
        meeting.seats.get(signal.to) ?? lobbyPeers.find(meeting, signal.to, signal.toInstance);
      relaySignal(seat.participant, to, signal, meeting.linkEpochs);
    } else {
      if (!hasOnlyMedia(signal.description?.sdp ?? '', LOBBY_MEDIA_SECTIONS)) {
        const message = 'More than microphone and camera before joining';
        throw new AppError('VALIDATION_FAILED', {
          details: [{ field: 'description.sdp', message }],
        });
      }
      const { meeting, from } = lobbyPeers.admit(socket.id);
      relaySignal(from, meeting.seats.get(signal.to), signal, meeting.linkEpochs, true);
    }
    return RELAYED;
  });
}
