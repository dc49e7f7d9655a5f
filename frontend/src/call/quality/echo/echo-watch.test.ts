import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Scope } from '../../../core/scope';
import { seeded } from '../../testing/seeded';
import { echoOf, MONOLOGUE, STEP_MS, voice } from '../../testing/voices';
import { EchoWatch } from './echo-watch';

const OBSERVE_MS = 200;

/** Ana is in a call with Ben, whose loudspeaker returns her voice, and with Cem, who is silent. */
function setUp() {
  const scope = new Scope();
  const random = seeded(3);
  const own = voice(random, 60_000, MONOLOGUE);
  const echo = echoOf(own, random, { delayMs: 250, gain: 0.3, noise: 0.002 });
  const now = (): number => Math.floor(performance.now() / STEP_MS);
  const state = { people: ['ben', 'cem'], silent: false, reads: 0 };
  const reported: (readonly string[])[] = [];
  const start = now();
  const watch = new EchoWatch({
    scope,
    ownLevel: () => (state.silent ? 0 : (own[now() - start] ?? 0)),
    levelOf: (id) => {
      state.reads += 1;
      return id === 'ben' && !state.silent ? (echo[now() - start] ?? 0) : 0.001;
    },
    participants: () => state.people,
    onChange: (ids) => reported.push(ids),
  });
  const timer = setInterval(() => watch.observe(), OBSERVE_MS);
  scope.add(() => clearInterval(timer));
  return { watch, scope, state, reported };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('EchoWatch reports only the participant who returns an echo', () => {
  const { reported, scope } = setUp();
  vi.advanceTimersByTime(30_000);
  expect(reported).toEqual([['ben']]);
  scope.close();
});

it('EchoWatch reports an echo of a user who speaks for three seconds at a time', () => {
  const { reported, state, scope } = setUp();
  for (let turn = 0; turn < 8; turn += 1) {
    state.silent = false;
    vi.advanceTimersByTime(3_000);
    state.silent = true;
    vi.advanceTimersByTime(4_000);
  }
  expect(reported).toEqual([['ben']]);
  scope.close();
});

it('EchoWatch withdraws the report when the participant leaves', () => {
  const { reported, state, scope } = setUp();
  vi.advanceTimersByTime(30_000);
  state.people = ['cem'];
  vi.advanceTimersByTime(1_000);
  expect(reported).toEqual([['ben'], []]);
  scope.close();
});

it('EchoWatch reads no audio levels while the user is silent', () => {
  const { state, scope } = setUp();
  vi.advanceTimersByTime(5_000);
  state.silent = true;
  vi.advanceTimersByTime(3_000);
  const { reads } = state;
  vi.advanceTimersByTime(10_000);
  expect(state.reads).toBe(reads);
  expect(reads).toBeGreaterThan(0);
  scope.close();
});

it('EchoWatch forgets every participant at the end of the meeting', () => {
  const { reported, watch, scope } = setUp();
  vi.advanceTimersByTime(30_000);
  watch.reset();
  expect(reported.at(-1)).toEqual([]);
  scope.close();
  expect(vi.getTimerCount()).toBe(0);
});
