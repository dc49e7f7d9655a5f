import { beforeEach, describe, expect, it } from 'vitest';
import { formatAgo } from './format';
import { ServerClock } from './server-clock';

const HOUR = 3_600_000;
const SERVER_START = Date.parse('2026-03-01T12:00:00Z');

let elapsed = 0;
/** The error of this machine's clock in milliseconds. */
let offset = 0;
let clock = new ServerClock();
const serverNow = (): number => SERVER_START + elapsed;

beforeEach(() => {
  elapsed = 1_000;
  offset = 0;
  clock = new ServerClock({ elapsed: () => elapsed, date: () => serverNow() + offset });
});

/** A request to the server that travels `there` milliseconds and its response `back`. */
function ask(there: number, back: number): void {
  const sentAt = clock.elapsed();
  elapsed += there;
  const serverTime = serverNow();
  elapsed += back;
  clock.sample(serverTime, sentAt);
}

describe('ServerClock', () => {
  it.each([3 * HOUR, -3 * HOUR, 14 * 60_000])(
    'is right on a machine whose clock is %d ms off',
    (wrong) => {
      offset = wrong;
      ask(20, 20);
      expect(Math.abs(clock.now() - serverNow())).toBeLessThanOrEqual(1);
      elapsed += HOUR;
      expect(Math.abs(clock.now() - serverNow())).toBeLessThanOrEqual(1);
    },
  );

  it('the server clock is that of this machine until the first sample', () => {
    offset = 5_000;
    expect(clock.now()).toBe(serverNow() + 5_000);
  });

  it('setting the clock of this machine does not change the server clock', () => {
    ask(5, 5);
    const before = clock.now();
    offset = -3 * HOUR;
    elapsed += 10_000;
    expect(clock.now() - before).toBe(10_000);
  });

  it('the sample with the shortest round trip counts', () => {
    ask(10, 10);
    ask(900, 10);
    expect(Math.abs(clock.now() - serverNow())).toBeLessThanOrEqual(1);
  });

  it('a better sample corrects the server clock, which never goes back for it', () => {
    ask(0, 400);
    const first = clock.now();
    ask(0, 2);
    elapsed += 1;
    expect(clock.now()).toBeGreaterThanOrEqual(first);
    elapsed += 1_000;
    expect(Math.abs(clock.now() - serverNow())).toBeLessThanOrEqual(1);
  });

  it('the server clock is right again after a sleep that stopped performance.now', () => {
    ask(1, 1);
    const slept = 8 * HOUR;
    const sentAt = clock.elapsed();
    elapsed += 500;
    clock.sample(serverNow() + slept, sentAt);
    expect(Math.abs(clock.now() - (serverNow() + slept))).toBeLessThanOrEqual(251);
  });

  it('the server clock follows a server whose clock was set back', () => {
    ask(1, 1);
    clock.now();
    const sentAt = clock.elapsed();
    clock.sample(serverNow() - HOUR, sentAt);
    expect(clock.now()).toBeLessThanOrEqual(serverNow() - HOUR + 1);
  });

  it('a sample in whole seconds counts with the uncertainty of its rounding', () => {
    const sentAt = clock.elapsed();
    elapsed += 40;
    clock.sample(Math.floor(serverNow() / 1_000) * 1_000, sentAt, 1_000);
    expect(Math.abs(clock.now() - serverNow())).toBeLessThanOrEqual(520);
    ask(2, 2);
    // The shown time waits until the corrected time has caught up, instead of going back.
    elapsed += 1_000;
    expect(Math.abs(clock.now() - serverNow())).toBeLessThanOrEqual(1);
  });

  it('a sample without a valid time is ignored', () => {
    clock.sample(Number.NaN, clock.elapsed());
    expect(clock.now()).toBe(serverNow());
  });
});

it('a room used just now was used this minute, even if this machine is 14 minutes ahead', () => {
  offset = 14 * 60_000;
  const used = new Date(serverNow()).toISOString();
  ask(20, 20);
  expect(formatAgo(used, clock.now())).toBe('this minute');
});
