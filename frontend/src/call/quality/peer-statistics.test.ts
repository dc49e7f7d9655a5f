import { describe, expect, it } from 'vitest';
import { readPeerStatistics } from './peer-statistics';
import type { StreamStatistics } from './statistics';
import type { StatsEntry, StatsReport } from './stats-report';

const report = (at: number, ...entries: StatsEntry[]): StatsReport =>
  new Map(entries.map((entry) => [String(entry['id']), { timestamp: at, ...entry }]));

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

const read = (before: StatsReport | null, now: StatsReport) =>
  readPeerStatistics(before, now, (mid) => (mid === '1' ? 'camera' : null));
const streamOf = (before: StatsReport | null, now: StatsReport): StreamStatistics => {
  const [stream] = read(before, now).streams;
  if (!stream) throw new Error('No stream was read');
  return stream;
};

describe('the path', () => {
  it('is direct between two candidates of which none is a relay', () => {
    expect(read(null, report(0, PAIR, LOCAL, REMOTE)).path).toEqual({
      kind: 'direct',
      protocol: 'udp',
      relayProtocol: null,
      localType: 'host',
      remoteType: 'srflx',
      roundTripTime: 42,
      availableOutgoingBitrate: 1_500_000,
    });
  });

  it.each(['local', 'remote'])('is a relay where the %s end is one', (end) => {
    const turned = (one: StatsEntry) =>
      one['id'] === end ? { ...one, candidateType: 'relay', relayProtocol: 'tls' } : one;
    const { path } = read(null, report(0, PAIR, turned(LOCAL), turned(REMOTE)));
    expect(path?.kind).toBe('relay');
    expect(path?.relayProtocol).toBe(end === 'local' ? 'tls' : null);
  });

  it('is the one that the transport uses, not an older one that was nominated too', () => {
    const older = { ...PAIR, id: 'older', currentRoundTripTime: 9 };
    const transport = { id: 't', type: 'transport', selectedCandidatePairId: 'pair' };
    const { path } = read(null, report(0, older, PAIR, LOCAL, REMOTE, transport));
    expect(path?.roundTripTime).toBe(42);
  });

  it('is none while no pair was chosen', () => {
    const waiting = { ...PAIR, nominated: false, state: 'in-progress' };
    expect(read(null, report(0, waiting, LOCAL, REMOTE)).path).toBeNull();
  });

  it('never tells an address', () => {
    const said = JSON.stringify(read(null, report(0, PAIR, LOCAL, REMOTE, CAMERA_IN, VP8)));
    expect(said).not.toMatch(/192\.0\.2\.7|4711/);
  });
});

describe('rates of the connection', () => {
  const moved = (at: number, bytesSent: number, bytesReceived: number) =>
    report(at, { id: 't', type: 'transport', bytesSent, bytesReceived });

  it('count everything that the transport moved', () => {
    const { sentBitrate, receivedBitrate } = read(
      moved(1_000, 500, 1_000),
      moved(3_000, 1_500, 251_000),
    );
    expect({ sentBitrate, receivedBitrate }).toEqual({
      sentBitrate: 4_000,
      receivedBitrate: 1_000_000,
    });
  });

  it('are those of the pair where transports do not count', () => {
    const pair = (at: number, bytesSent: number, bytesReceived: number) =>
      report(
        at,
        { id: 't', type: 'transport' },
        { id: 'p', type: 'candidate-pair', bytesSent, bytesReceived },
      );
    const { sentBitrate, receivedBitrate } = read(pair(0, 0, 0), pair(1_000, 250, 1_000));
    expect([sentBitrate, receivedBitrate]).toEqual([2_000, 8_000]);
  });

  it.each([
    ['at the first look', null],
    ['where the counters began anew', moved(1_000, 900_000, 900_000)],
    ['where no time has passed', moved(3_000, 500, 1_000)],
  ])('are unknown %s', (_when, before) => {
    const { sentBitrate, receivedBitrate } = read(before, moved(3_000, 1_500, 251_000));
    expect([sentBitrate, receivedBitrate]).toEqual([null, null]);
  });
});

describe('a received stream', () => {
  const camera = (at: number, counted: StatsEntry) => report(at, { ...CAMERA_IN, ...counted }, VP8);

  it('says what arrived since the look before', () => {
    const before = camera(0, { bytesReceived: 0, packetsReceived: 100, packetsLost: 10 });
    const now = camera(2_000, { bytesReceived: 250_000, packetsReceived: 280, packetsLost: 30 });
    expect(streamOf(before, now)).toEqual({
      id: 'in',
      direction: 'received',
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

  it('is not active at the first look, nor while nothing comes', () => {
    const now = camera(0, { bytesReceived: 5, packetsReceived: 5, packetsLost: 0 });
    expect(streamOf(null, now)).toMatchObject({ active: false, bitrate: null, loss: null });
    const later = camera(2_000, { bytesReceived: 5, packetsReceived: 5, packetsLost: 0 });
    expect(streamOf(now, later)).toMatchObject({ active: false, bitrate: 0, loss: null });
  });

  it('has lost nothing where late packets were taken back', () => {
    const before = camera(0, { packetsReceived: 100, packetsLost: 10 });
    expect(streamOf(before, camera(1, { packetsReceived: 110, packetsLost: 8 })).loss).toBe(0);
  });

  it('knows nothing of counters that began anew', () => {
    const before = camera(0, { bytesReceived: 9_000, packetsReceived: 900, packetsLost: 0 });
    const now = camera(2_000, { bytesReceived: 100, packetsReceived: 10, packetsLost: 0 });
    expect(streamOf(before, now)).toMatchObject({ active: false, bitrate: null, loss: null });
  });

  it('tells how much sound was made up', () => {
    const sound = (at: number, concealedSamples: number, totalSamplesReceived: number) =>
      report(at, {
        id: 'a',
        type: 'inbound-rtp',
        kind: 'audio',
        concealedSamples,
        totalSamplesReceived,
      });
    expect(streamOf(sound(0, 0, 0), sound(2_000, 4_800, 96_000)).concealed).toBe(0.05);
    expect(streamOf(sound(0, 0, 96_000), sound(2_000, 0, 96_000)).concealed).toBeNull();
  });

  it('bears a browser that says nothing', () => {
    const silent = { id: 'x', type: 'inbound-rtp', kind: 'video', mid: '7', codecId: 'gone' };
    const stream = streamOf(report(0, silent), report(2_000, silent));
    const { id, direction, kind, active, ...rest } = stream;
    expect({ id, direction, kind, active }).toEqual({
      id: 'x',
      direction: 'received',
      kind: 'video',
      active: false,
    });
    expect(new Set(Object.values(rest))).toEqual(new Set([null]));
  });
});

describe('a sent stream', () => {
  const SENT = {
    id: 'out',
    type: 'outbound-rtp',
    kind: 'video',
    mid: '1',
    active: true,
    remoteId: 'heard',
    qualityLimitationReason: 'bandwidth',
  };
  const HEARD = { id: 'heard', type: 'remote-inbound-rtp', fractionLost: 0.03, jitter: 0.02 };
  const sent = (at: number, packetsSent: number, more: StatsEntry = {}) =>
    report(at, { ...SENT, packetsSent, bytesSent: packetsSent * 1_000, ...more }, HEARD);

  it('has the loss and jitter that its receiver reports, and what limits it', () => {
    expect(streamOf(sent(0, 0), sent(1_000, 50))).toMatchObject({
      direction: 'sent',
      active: true,
      bitrate: 400_000,
      loss: 0.03,
      jitter: 20,
      limitation: 'bandwidth',
    });
  });

  it('is not active while its sender is switched off', () => {
    expect(streamOf(sent(0, 0), sent(1_000, 1, { active: false })).active).toBe(false);
    expect(streamOf(sent(0, 5), sent(1_000, 5)).active).toBe(false);
  });
});
