import type { Limitation } from '@parley/shared/media-route';
import type { JoinAck } from '@parley/shared/meetings';
import type { Emitter } from '../../core/emitter';
import { watchNetwork } from '../../core/network-events';
import type { Scope } from '../../core/scope';
import type { LocalMedia } from '../local/local-media';
import type { MediaTransport, MoveEvent } from '../media-transport';
import type { AudioLevelMonitor } from '../quality/audio-level-monitor';
import { limitationIn, LimitationWatch } from '../quality/limitation-watch';
import type { LowConnectionMode } from '../quality/low-connection-mode';
import type { TransportStatistics } from '../quality/statistics';
import type { StatisticsFeed } from '../quality/statistics-feed';
import type { CallStore } from './call-store';
import type { CallHosting } from './call-hosting';
import { ConnectionReporter } from './connection-reporter';
import { IceReporter } from './ice-reporter';
import type { JoinTimer } from './join-timer';
import type { MediaStateSync } from './media-state-sync';
import type { RoomClient } from './room-client';
import type { SocketProbe } from './socket-probe';

/** The parts of a call that react to each other. */
export interface CallParts {
  readonly scope: Scope;
  readonly room: RoomClient;
  readonly store: CallStore;
  readonly transport: MediaTransport;
  readonly local: LocalMedia;
  readonly mediaState: MediaStateSync;
  readonly socketProbe: SocketProbe;
  readonly levels: AudioLevelMonitor;
  readonly lowConnection: LowConnectionMode;
  readonly statistics: StatisticsFeed;
  readonly joinTimer: JoinTimer;
  readonly hosting: CallHosting;
  /** The client has a seat, also after a disconnect. */
  readonly events: Pick<Emitter<{ joined: JoinAck }>, 'on'>;
  /** Ends the call after an error of the browser. */
  fail(cause: unknown): void;
}

/**
 * Connects the parts of a call. Each event that does not change the phase is listed here once, with
 * all reactions to it. Events that may change the phase go to the call machine.
 */
export function wireParts(parts: CallParts): void {
  wireRoom(parts);
  wireTransport(parts);
  wireLocalMedia(parts);
  wireNetwork(parts);
}

/** From this size on, a mesh that is too much for this client may move to the SFU. */
const LIMITED_AT = 4;
const MOVE_EVENTS = ['move:started', 'move:switched', 'move:settled', 'move:aborted'] as const;

/** What limits this client, if the meeting may move to the SFU because of it. */
function limitationOf(
  { transport, store }: CallParts,
  statistics: TransportStatistics,
): Limitation | null {
  const isLargeMesh =
    transport.route.kind === 'mesh' && store.snapshot.get().remotes.length + 1 >= LIMITED_AT;
  return isLargeMesh ? limitationIn(statistics, transport.quality) : null;
}

/** The server's events about the participants and their room. */
function wireRoom({ room, transport, store, hosting }: CallParts): void {
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
    if (isSameConnection) transport.update(participant);
    else transport.join(participant);
    store.putParticipant(participant);
  });
  room.on('participant:left', ({ id, instanceId }) => {
    transport.drop(id, instanceId);
    store.removeParticipant(id, instanceId);
  });
  room.on('meeting:updated', ({ meeting }) => store.changeMeeting(meeting));
  room.on('host:acted', (event) => hosting.acted(event));
  room.on('lobby:changed', ({ count }) => store.update({ inLobby: count }));
  room.on('lobby:left', ({ id, instanceId }) => transport.drop(id, instanceId));
  for (const name of MOVE_EVENTS) {
    room.on(name, (payload) => transport.follow({ name, payload } as MoveEvent));
  }
  room.on('move:aborted', ({ reason }) => {
    if (reason === 'no_encryption') store.update({ isEncryptionLimited: true });
  });
  room.on('move:settled', () => store.update({ isEncryptionLimited: false }));
  room.onSignal((signal) => transport.receive(signal));
}

function wireTransport(parts: CallParts): void {
  const { transport, scope, room } = parts;
  const { events } = transport;
  const ice = new IceReporter({ transport, scope, send: (report) => room.reportIce(report) });
  const connections = new ConnectionReporter({
    transport,
    send: (minutes) => room.reportConnections(minutes),
  });
  parts.events.on('joined', (ack) => connections.entered(ack));
  events.on('remoteChanged', (id) => {
    parts.store.refreshRemotes();
    ice.observe(id);
  });
  events.on('routeChanged', () => parts.store.update({ route: transport.route }));
  const limitations = new LimitationWatch();
  events.on('statisticsUpdated', () => {
    const statistics = transport.statistics();
    const by = limitations.observe(limitationOf(parts, statistics), performance.now());
    if (by !== null) void parts.room.reportLimitation(by);
    parts.statistics.refresh(statistics);
    parts.lowConnection.considerOffer();
    ice.countNew();
    connections.sample(statistics);
  });
  events.on('audioLevels', (levels) => parts.levels.observe(levels));
  // If our own network has changed, the socket is dead as well.
  events.on('verificationFailed', () => void parts.socketProbe.verify(true));
  events.on('answering', () => parts.store.holdRendering());
  events.on('progress', (step) => parts.joinTimer.mark(step));
  events.on('failed', (cause) => parts.fail(cause));
}

function wireLocalMedia({ scope, local, transport, mediaState, store }: CallParts): void {
  const devices = local.devices.snapshot;
  local.events.on('track', ({ source, track }) => transport.publish(source, track));
  local.events.on('changed', () => {
    mediaState.set(local.state);
    store.updateSelf(local.self);
  });
  scope.add(devices.subscribe(() => store.update({ devices: devices.get() })));
}

/** If the network has changed, the socket may be dead, and the ICE connections as well. */
function wireNetwork({ scope, socketProbe, transport }: CallParts): void {
  const network = watchNetwork(scope);
  network.on('moved', () => {
    void socketProbe.verify();
    transport.restartConnections();
  });
  network.on('suspected', () => transport.verifyConnections());
}
