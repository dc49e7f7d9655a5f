import { expect, test } from 'vitest';
import { limitationIn, LimitationWatch } from './limitation-watch';

test('a limitation counts when it has lasted for ten seconds, and is told once a minute', () => {
  const watch = new LimitationWatch();
  const told: number[] = [];
  for (let second = 0; second <= 80; second += 1) {
    // It pauses at 5 s, so that it lasts since 6 s.
    const limitation = second === 5 ? null : 'cpu';
    if (watch.observe(limitation, second * 1_000) !== null) told.push(second);
  }
  expect(told).toEqual([16, 76]);
});

test('the processor limits a video that is sent, and the uplink is what the connections agree on', () => {
  const stream = { direction: 'sent', active: true, limitation: 'cpu' };
  const statistics = (sent: object) =>
    ({ connections: [], streams: [sent] }) as unknown as Parameters<typeof limitationIn>[0];
  const good = { quality: 'good', cause: null } as const;
  const narrow = { quality: 'fair', cause: { kind: 'bandwidth', available: null } } as const;
  expect(limitationIn(statistics(stream), good)).toBe('cpu');
  expect(limitationIn(statistics({ ...stream, active: false }), good)).toBe(null);
  // One connection may be narrow because of the downlink of its other end.
  expect(limitationIn(statistics({ ...stream, limitation: 'bandwidth' }), good)).toBe(null);
  expect(limitationIn(statistics({ ...stream, limitation: 'none' }), narrow)).toBe('bandwidth');
});
