import type { TransportEvents } from '../../frontend/src/call/media-transport';
import type { TrackSource } from '../../frontend/src/call/track-source';
import { type LinkSignal, PeerLink } from '../../frontend/src/call/mesh/peer-link';
import { seeded } from '../../frontend/src/call/testing/seeded';
import { Emitter } from '../../frontend/src/core/emitter';

/**
 * Runs in the page: two peer links with real peer connections that offer at the same moment again
 * and again. Their signals are delayed, reordered and duplicated by a seeded generator.
 */

interface End {
  readonly link: PeerLink;
  readonly tracks: Map<TrackSource, MediaStreamTrack>;
  readonly connections: RTCPeerConnection[];
}

export interface GlareResult {
  collisions: number;
  /** Milliseconds from the last disturbance until both ends were connected and agreed. */
  calmAfter: number;
  screensSeen: [boolean, boolean];
  screensSent: [boolean, boolean];
}

const TIMEOUT_MS = 10_000;
/** The longest time that the collisions of a pair may take, on a busy machine. */
const COLLISIONS_MS = 60_000;

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

function createTrack(): MediaStreamTrack {
  const canvas = document.createElement('canvas');
  canvas.getContext('2d')?.fillRect(0, 0, 10, 10);
  const [track] = canvas.captureStream(5).getVideoTracks();
  if (!track) throw new Error('No track');
  return track;
}

const current = (end: End) => end.connections.at(-1);

/** Whether the impolite end receives an offer while its own is unanswered, and so ignores it. */
const isCollision = ({ description }: LinkSignal, end: End): boolean =>
  description?.type === 'offer' &&
  !end.link.polite &&
  current(end)?.signalingState === 'have-local-offer';

async function collide(seed: number, wanted: number): Promise<GlareResult> {
  const random = seeded(seed);
  let disturbed = true;
  let inFlight = 0;
  let collisions = 0;
  const carry = (signal: LinkSignal, to: () => End): void => {
    const copies = disturbed && random() < 0.15 ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      inFlight += 1;
      setTimeout(
        () => {
          inFlight -= 1;
          if (copy === 0 && isCollision(signal, to())) collisions += 1;
          to().link.receive(structuredClone(signal));
        },
        disturbed ? random() * 60 : 1,
      );
    }
  };
  const createEnd = (polite: boolean, other: () => End): End => {
    const tracks = new Map<TrackSource, MediaStreamTrack>([['camera', createTrack()]]);
    const connections: RTCPeerConnection[] = [];
    const link = new PeerLink({
      peer: { id: 'peer', instanceId: 'peer-instance', joinSeq: 1 },
      polite,
      epoch: 0,
      preconnected: false,
      tracks,
      adaptation: { people: () => 9, lowConnection: () => true, captured: () => 150 },
      connections: {
        create: (iceTransportPolicy) => {
          const pc = new RTCPeerConnection({ iceTransportPolicy });
          connections.push(pc);
          return pc;
        },
        iceServers: [],
      },
      events: new Emitter<TransportEvents>(),
      refreshIceServers: () => Promise.resolve(),
      send: (signal) => carry(signal, other),
    });
    return { link, tracks, connections };
  };
  const newcomer: End = createEnd(true, () => present);
  const present: End = createEnd(false, () => newcomer);
  const ends = [newcomer, present] as const;
  const screen = createTrack();
  const toggle = ({ link, tracks }: End): void => {
    const track = tracks.has('screen') ? null : screen;
    if (track) tracks.set('screen', track);
    else tracks.delete('screen');
    link.publish('screen', track);
  };
  const connected = () => ends.every((end) => current(end)?.connectionState === 'connected');
  const stable = () => ends.every((end) => current(end)?.signalingState === 'stable');
  const sees = (end: End): boolean => 'screen' in end.link.media().tracks;
  const agreed = () =>
    sees(newcomer) === present.tracks.has('screen') &&
    sees(present) === newcomer.tracks.has('screen');
  const until = async (condition: () => boolean, timeoutMs = TIMEOUT_MS): Promise<boolean> => {
    const end = performance.now() + timeoutMs;
    while (!condition() && performance.now() < end) await wait(1);
    return condition();
  };
  for (const { link } of ends) link.setOnline(true);
  await until(connected);
  // A fast signal may settle one side before the other offers; that is not a collision.
  const deadline = performance.now() + COLLISIONS_MS;
  const isDone = () => collisions >= wanted || performance.now() > deadline;
  while (!isDone()) {
    await until(stable);
    for (const end of ends) toggle(end);
    if (random() < 0.3) for (const { link } of ends) link.restart();
    await wait(60 + random() * 80);
  }
  disturbed = false;
  const calm = performance.now();
  await until(() => inFlight === 0 && connected() && stable() && agreed());
  const result: GlareResult = {
    collisions,
    calmAfter: performance.now() - calm,
    screensSeen: [sees(newcomer), sees(present)],
    screensSent: [newcomer.tracks.has('screen'), present.tracks.has('screen')],
  };
  for (const { link } of ends) link.close();
  return result;
}

Object.assign(window, { collide });
