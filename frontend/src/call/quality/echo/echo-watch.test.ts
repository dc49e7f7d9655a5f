import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Scope } from '../../../core/scope';
import { seeded } from '../../testing/seeded';
import { echoOf, MONOLOGUE, STEP_MS, voice } from '../../testing/voices';
import { EchoWatch } from './echo-watch';

const HEAR_MS = 200;

/** Ana hears Ben, whose speakers return her voice, and Cem, who is silent. */
function setUp() {
  const scope = new Scope();
  const random = seeded(3);
  const own = voice(random, 60_000, MONOLOGUE);
  const echo = echoOf(own, random, { delayMs: 250, gain: 0.3, noise: 0.002 });
  const now = (): number => Math.floor(performance.now() / STEP_MS);
  const state = { people: ['ben', 'cem'], silent: false, reads: 0 };
  const told: (readonly string[])[] = [];
  const start = now();
  const watch = new EchoWatch({
    scope,
    ownLevel: () => (state.silent ? 0 : (own[now() - start] ?? 0)),
    levelOf: (id) => {
      state.reads += 1;
      return id === 'ben' && !state.silent ? (echo[now() - start] ?? 0) : 0.001;
    },
    others: () => state.people,
    onChange: (ids) => told.push(ids),
  });
  const timer = setInterval(() => watch.hear(), HEAR_MS);
  scope.add(() => clearInterval(timer));
  return { watch, scope, state, told };
}

describe('the watch for echoes', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('names the one whose speakers return the voice, and nobody else', () => {
    const { told, scope } = setUp();
    vi.advanceTimersByTime(30_000);
    expect(told).toEqual([['ben']]);
    scope.close();
  });

  it('names them also where one speaks for three seconds at a time', () => {
    const { told, state, scope } = setUp();
    for (let turn = 0; turn < 8; turn += 1) {
      state.silent = false;
      vi.advanceTimersByTime(3_000);
      state.silent = true;
      vi.advanceTimersByTime(4_000);
    }
    expect(told).toEqual([['ben']]);
    scope.close();
  });

  it('takes it back when they leave', () => {
    const { told, state, scope } = setUp();
    vi.advanceTimersByTime(30_000);
    state.people = ['cem'];
    vi.advanceTimersByTime(1_000);
    expect(told).toEqual([['ben'], []]);
    scope.close();
  });

  it('asks for no levels while one is silent', () => {
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

  it('forgets everybody with the meeting', () => {
    const { told, watch, scope } = setUp();
    vi.advanceTimersByTime(30_000);
    watch.reset();
    expect(told.at(-1)).toEqual([]);
    scope.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
