import { expect, it } from 'vitest';
import type { ConnectionStatistics, StreamStatistics } from '../../call/quality/statistics';
import { statisticsText } from './statistics-text';

const CAMERA: StreamStatistics = {
  id: 'out',
  direction: 'sent',
  participantId: 'person-of-secret-id',
  kind: 'video',
  source: 'camera',
  active: true,
  codec: 'VP8',
  fmtp: null,
  width: 960,
  height: 540,
  frameRate: 29.7,
  bitrate: 640_000,
  loss: 0.12,
  jitter: 8,
  framesDropped: 0,
  freezes: 1,
  concealed: null,
  limitation: 'bandwidth',
  nacks: 3,
  plis: 0,
};

const RELAYED: ConnectionStatistics = {
  participantId: 'person-of-secret-id',
  candidatePair: {
    kind: 'relay',
    protocol: 'udp',
    relayProtocol: 'tls',
    localType: 'relay',
    remoteType: 'srflx',
    roundTripTime: 84,
    availableOutgoingBitrate: 900_000,
  },
  sentBitrate: 700_000,
  receivedBitrate: null,
};

const text = statisticsText({
  statistics: {
    connections: [RELAYED],
    streams: [CAMERA],
    sentBitrate: 700_000,
    receivedBitrate: null,
  },
  dataUsed: { sentBytes: 4_200_000, receivedBytes: 900_000 },
  own: { quality: 'fair', cause: { kind: 'loss', percent: 12 } },
  at: '2030-01-02T03:04:05.000Z',
  userAgent: 'Browser/1',
});

it('the text names candidate pair, codec, size and problems, each stream in one line', () => {
  expect(text).toContain('Person 1: Relay · UDP · TURN over TLS · relay – srflx');
  expect(text).toMatch(/sent Camera: VP8 · 960×540 · 30 fps, 640\s?kb\/s, loss 12/);
  expect(text).toContain('limited by bandwidth, 1 freeze, 3 NACK');
  expect(text).toContain('Own connection: fair');
});

it('the text has a dash for unknown values and never identifies a participant', () => {
  expect(text).toContain('received –');
  expect(text).not.toContain('secret');
});

it('the text of a call through an SFU names its connection once, and each person with their streams', () => {
  const forwarded = statisticsText({
    statistics: {
      connections: [{ ...RELAYED, participantId: null }],
      streams: [
        { ...CAMERA, participantId: null },
        { ...CAMERA, id: 'in', direction: 'received' },
      ],
      sentBitrate: 700_000,
      receivedBitrate: 640_000,
    },
    dataUsed: { sentBytes: 0, receivedBytes: 0 },
    own: { quality: 'good', cause: null },
    at: '2030-01-02T03:04:05.000Z',
    userAgent: 'Browser/1',
  });
  const [, server = '', person = ''] = forwarded.split('\n\n');
  expect(server).toContain('Media server: Relay · UDP');
  expect(server).toContain('sent Camera');
  expect(person).toContain('Person 1: through the media server');
  expect(person).toContain('received Camera');
});
