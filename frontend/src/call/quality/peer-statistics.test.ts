import { expect, it } from 'vitest';
import { readPeerStatistics } from './peer-statistics';
import type { StreamStatistics } from './statistics';
import { readStatsSample, type StatsSample } from './stats-sample';

type Entry = Record<string, unknown>;

const sample = (at: number, ...entries: Entry[]): StatsSample =>
  readStatsSample(
    new Map(entries.map((entry) => [String(entry['id']), { timestamp: at, ...entry }])),
  );

const PAIR = {
  id: 'pair',
  type: 'candidate-pair',
  nominated: true,
  state: 'succeeded',
  localCandidateId: 'local',
  remoteCandidateId: 'remote',
  currentRoundTripTime: 0.042,
  availableOutgoingBitrate: 1_500_000,
};
const LOCAL = {
  id: 'local',
  type: 'local-candidate',
  candidateType: 'host',
  protocol: 'udp',
  address: '192.0.2.7',
  port: 4_711,
};
const REMOTE = { ...LOCAL, id: 'remote', type: 'remote-candidate', candidateType: 'srflx' };
const CAMERA_IN = {
  id: 'in',
  type: 'inbound-rtp',
  kind: 'video',
  mid: '1',
  codecId: 'vp8',
  frameWidth: 960,
  frameHeight: 540,
  framesPerSecond: 30,
  framesDropped: 4,
  freezeCount: 1,
  nackCount: 6,
  pliCount: 2,
  jitter: 0.008,
};
const VP8 = { id: 'vp8', type: 'codec', mimeType: 'video/VP8', sdpFmtpLine: 'max-fs=12288' };

const read = (before: StatsSample | null, now: StatsSample) =>
  readPeerStatistics(before, now, {
    participantId: 'ben',
    ownerOf: ({ mid }) => ({ participantId: 'ben', source: mid === '1' ? 'camera' : null }),
  });
const pairOf = (...entries: Entry[]) => read(null, sample(0, ...entries)).connection.candidatePair;
const streamOf = (before: StatsSample | null, now: StatsSample): StreamStatistics => {
  const [stream] = read(before, now).streams;
  if (!stream) throw new Error('No stream was read');
  return stream;
};

it('the candidate pair is direct between two candidates that are not relayed', () => {
  expect(pairOf(PAIR, LOCAL, REMOTE)).toEqual({
    kind: 'direct',
    protocol: 'udp',
    relayProtocol: null,
    localType: 'host',
    remoteType: 'srflx',
    roundTripTime: 42,
    availableOutgoingBitrate: 1_500_000,
  });
});

it.each(['local', 'remote'])('the candidate pair is relayed if the %s candidate is', (end) => {
  const relayed = (one: Entry) =>
    one['id'] === end ? { ...one, candidateType: 'relay', relayProtocol: 'tls' } : one;
  const pair = pairOf(PAIR, relayed(LOCAL), relayed(REMOTE));
  expect(pair?.kind).toBe('relay');
  expect(pair?.relayProtocol).toBe(end === 'local' ? 'tls' : null);
});

it('the candidate pair contains no address', () => {
  const text = JSON.stringify(read(null, sample(0, PAIR, LOCAL, REMOTE, CAMERA_IN, VP8)));
  expect(text).not.toMatch(/192\.0\.2\.7|4711/);
});

const moved = (at: number, bytesSent: number, bytesReceived: number) =>
  sample(at, { id: 't', type: 'transport', bytesSent, bytesReceived });

it('rates of the connection include every byte that the transport has moved', () => {
  const { sentBitrate, receivedBitrate } = read(
    moved(1_000, 500, 1_000),
    moved(3_000, 1_500, 251_000),
  ).connection;
  expect({ sentBitrate, receivedBitrate }).toEqual({
    sentBitrate: 4_000,
    receivedBitrate: 1_000_000,
  });
});

it('rates of the connection are those of the candidate pair in browsers whose transports do not count', () => {
  const pair = (at: number, bytesSent: number, bytesReceived: number) =>
    sample(
      at,
      { id: 't', type: 'transport' },
      { id: 'p', type: 'candidate-pair', bytesSent, bytesReceived },
    );
  const { sentBitrate, receivedBitrate } = read(pair(0, 0, 0), pair(1_000, 250, 1_000)).connection;
  expect([sentBitrate, receivedBitrate]).toEqual([2_000, 8_000]);
});

it.each([
  ['at the first sample', null],
  ['after the counters have started again', moved(1_000, 900_000, 900_000)],
  ['if no time has passed', moved(3_000, 500, 1_000)],
])('rates of the connection are unknown %s', (_when, before) => {
  const { sentBitrate, receivedBitrate } = read(before, moved(3_000, 1_500, 251_000)).connection;
  expect([sentBitrate, receivedBitrate]).toEqual([null, null]);
});

const camera = (at: number, counted: Entry) => sample(at, { ...CAMERA_IN, ...counted }, VP8);

it('a received stream describes what has arrived since the sample before', () => {
  const before = camera(0, { bytesReceived: 0, packetsReceived: 100, packetsLost: 10 });
  const now = camera(2_000, { bytesReceived: 250_000, packetsReceived: 280, packetsLost: 30 });
  expect(streamOf(before, now)).toEqual({
    id: 'in',
    direction: 'received',
    participantId: 'ben',
    kind: 'video',
    source: 'camera',
    active: true,
    codec: 'VP8',
    fmtp: 'max-fs=12288',
    width: 960,
    height: 540,
    frameRate: 30,
    bitrate: 1_000_000,
    loss: 0.1,
    jitter: 8,
    framesDropped: 4,
    freezes: 1,
    concealed: null,
    limitation: null,
    nacks: 6,
    plis: 2,
  });
});

it('a received stream is inactive at the first sample and while nothing arrives', () => {
  const now = camera(0, { bytesReceived: 5, packetsReceived: 5, packetsLost: 0 });
  expect(streamOf(null, now)).toMatchObject({ active: false, bitrate: null, loss: null });
  const later = camera(2_000, { bytesReceived: 5, packetsReceived: 5, packetsLost: 0 });
  expect(streamOf(now, later)).toMatchObject({ active: false, bitrate: 0, loss: null });
});

it('a received stream has no loss if late packets have arrived', () => {
  const before = camera(0, { packetsReceived: 100, packetsLost: 10 });
  expect(streamOf(before, camera(1, { packetsReceived: 110, packetsLost: 8 })).loss).toBe(0);
});

it('a received stream has no rates after its counters have started again', () => {
  const before = camera(0, { bytesReceived: 9_000, packetsReceived: 900, packetsLost: 0 });
  const now = camera(2_000, { bytesReceived: 100, packetsReceived: 10, packetsLost: 0 });
  expect(streamOf(before, now)).toMatchObject({ active: false, bitrate: null, loss: null });
});

it('a received stream has the share of concealed audio', () => {
  const audio = (at: number, concealedSamples: number, totalSamplesReceived: number) =>
    sample(at, {
      id: 'a',
      type: 'inbound-rtp',
      kind: 'audio',
      concealedSamples,
      totalSamplesReceived,
    });
  expect(streamOf(audio(0, 0, 0), audio(2_000, 4_800, 96_000)).concealed).toBe(0.05);
  expect(streamOf(audio(0, 0, 96_000), audio(2_000, 0, 96_000)).concealed).toBeNull();
});

it('a received stream has only null values in a browser that gives none', () => {
  const empty = { id: 'x', type: 'inbound-rtp', kind: 'video', mid: '7', codecId: 'gone' };
  const stream = streamOf(sample(0, empty), sample(2_000, empty));
  const { id, direction, participantId, kind, active, ...rest } = stream;
  expect({ id, direction, participantId, kind, active }).toEqual({
    id: 'x',
    direction: 'received',
    participantId: 'ben',
    kind: 'video',
    active: false,
  });
  expect(new Set(Object.values(rest))).toEqual(new Set([null]));
});

const SENT = {
  id: 'out',
  type: 'outbound-rtp',
  kind: 'video',
  mid: '1',
  active: true,
  remoteId: 'reported',
  qualityLimitationReason: 'bandwidth',
};
const REPORT = { id: 'reported', type: 'remote-inbound-rtp', fractionLost: 0.03, jitter: 0.02 };
const sent = (at: number, packetsSent: number, more: Entry = {}) =>
  sample(at, { ...SENT, packetsSent, bytesSent: packetsSent * 1_000, ...more }, REPORT);

it('a sent stream has the loss and jitter that its receiver reports, and its limitation', () => {
  expect(streamOf(sent(0, 0), sent(1_000, 50))).toMatchObject({
    direction: 'sent',
    active: true,
    bitrate: 400_000,
    loss: 0.03,
    jitter: 20,
    limitation: 'bandwidth',
  });
});

it('a sent stream is inactive while its sender is off', () => {
  expect(streamOf(sent(0, 0), sent(1_000, 1, { active: false })).active).toBe(false);
  expect(streamOf(sent(0, 5), sent(1_000, 5)).active).toBe(false);
});
