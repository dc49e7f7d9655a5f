import { describe, expect, it } from 'vitest';
import { NOBODY_SPEAKS, nextSpeakers, type SpeakerState } from './active-speaker';
import { judgeQuality, readSample } from './connection-quality';

describe('quality of a connection', () => {
  const before = { packetsReceived: 1_000, packetsLost: 10, roundTripTime: 0.05 };

  it.each([
    ['good', { packetsReceived: 1_100, packetsLost: 11, roundTripTime: 0.05 }],
    ['fair', { packetsReceived: 1_095, packetsLost: 15, roundTripTime: 0.05 }],
    ['poor', { packetsReceived: 1_080, packetsLost: 30, roundTripTime: 0.05 }],
    ['fair', { packetsReceived: 1_100, packetsLost: 10, roundTripTime: 0.4 }],
    ['poor', { packetsReceived: 1_100, packetsLost: 10, roundTripTime: 0.7 }],
    ['good', { packetsReceived: 1_000, packetsLost: 8, roundTripTime: 0.05 }],
    ['unknown', { packetsReceived: 1_100, packetsLost: 10, roundTripTime: null }],
  ] as const)('is %s for %o', (quality, now) => {
    expect(judgeQuality(before, now)).toBe(quality);
  });

  it('is unknown before a second measure', () => {
    expect(judgeQuality(null, before)).toBe('unknown');
  });

  it('is read from what comes in and from the pair in use', () => {
    const reports = [
      { type: 'inbound-rtp', packetsReceived: 10, packetsLost: 1 },
      { type: 'inbound-rtp', packetsReceived: 20, packetsLost: 2 },
      { type: 'outbound-rtp', packetsSent: 5 },
      { type: 'candidate-pair', nominated: false, currentRoundTripTime: 9 },
      { type: 'candidate-pair', nominated: true, currentRoundTripTime: 0.1 },
    ];
    expect(readSample(reports)).toEqual({
      packetsReceived: 30,
      packetsLost: 3,
      roundTripTime: 0.1,
    });
  });
});

describe('who is heard', () => {
  const hear = (state: SpeakerState, now: number, levels: Record<string, number>): SpeakerState =>
    nextSpeakers(state, new Map(Object.entries(levels)), now);

  it('are those above the start level, loudest first', () => {
    expect(hear(NOBODY_SPEAKS, 0, { ann: 0.06, ben: 0.5, cid: 0.04 }).speaking).toEqual([
      'ben',
      'ann',
    ]);
  });

  it('stay through a short pause and a quieter word, and not longer', () => {
    let state = hear(NOBODY_SPEAKS, 0, { ann: 0.3 });
    state = hear(state, 200, { ann: 0.03 });
    state = hear(state, 800, { ann: 0 });
    expect(state.speaking).toEqual(['ann']);
    expect(hear(state, 1_000, { ann: 0 }).speaking).toEqual([]);
  });

  it('keep their places and the identity of the list while nobody starts or stops', () => {
    const state = hear(NOBODY_SPEAKS, 0, { ann: 0.3, ben: 0.2 });
    expect(hear(state, 200, { ann: 0.2, ben: 0.3 }).speaking).toBe(state.speaking);
  });

  it('are nobody of those who are muted or gone', () => {
    const state = hear(NOBODY_SPEAKS, 0, { ann: 0.3 });
    expect(hear(state, 100, {}).speaking).toEqual([]);
  });
});
