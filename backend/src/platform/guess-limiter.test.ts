import { expect, test } from 'vitest';
import { createGuessLimiter, type GuessLimiter } from './guess-limiter';

const policy = {
  free: 3,
  firstSeconds: 1,
  longestSeconds: 60,
  forgetSeconds: 3_600,
  scope: 'account',
} as const;

function limiterAt(factor = 1): { limiter: GuessLimiter; clock: { ms: number } } {
  const clock = { ms: 0 };
  return { limiter: createGuessLimiter(policy, factor, () => clock.ms), clock };
}

const wrong = async () => null;
const right = async () => 'right';
/** The seconds that the limiter asks to wait; 0 if it lets the guess pass. */
const waitOf = (limiter: GuessLimiter, key = 'ana', guess: () => Promise<unknown> = wrong) =>
  limiter.attempt(key, guess).then(
    () => 0,
    (error: { code: string; retryAfter: number }) => error.retryAfter,
  );

test('wrong guesses are free at first; then the delay doubles up to the longest one', async () => {
  const { limiter, clock } = limiterAt();
  for (let guess = 0; guess < 3; guess += 1) expect(await waitOf(limiter)).toBe(0);
  const delays: number[] = [];
  for (let guess = 0; guess < 8; guess += 1) {
    expect(await waitOf(limiter)).toBe(0);
    const delay = await waitOf(limiter);
    delays.push(delay);
    clock.ms += delay * 1000;
  }
  expect(delays).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
});

test('a refused guess neither runs nor lengthens the delay', async () => {
  const { limiter, clock } = limiterAt();
  for (let guess = 0; guess < 4; guess += 1) await waitOf(limiter);
  let runs = 0;
  const count = async () => {
    runs += 1;
    return null;
  };
  for (let guess = 0; guess < 100; guess += 1) expect(await waitOf(limiter, 'ana', count)).toBe(1);
  expect(runs).toBe(0);
  clock.ms += 1_000;
  expect(await waitOf(limiter, 'ana', count)).toBe(0);
  expect(runs).toBe(1);
});

test('parallel guesses get no further than serial ones', async () => {
  const { limiter } = limiterAt();
  const answers = await Promise.all(Array.from({ length: 50 }, () => waitOf(limiter)));
  expect(answers.filter((delay) => delay === 0)).toHaveLength(4);
});

test('keys do not affect each other, and a reset or an hour forgets a key', async () => {
  const { limiter, clock } = limiterAt();
  for (let guess = 0; guess < 4; guess += 1) await waitOf(limiter);
  expect(await waitOf(limiter, 'ben')).toBe(0);
  limiter.reset('ana');
  for (let guess = 0; guess < 4; guess += 1) expect(await waitOf(limiter)).toBe(0);
  clock.ms += 3_600_000;
  for (let guess = 0; guess < 4; guess += 1) expect(await waitOf(limiter)).toBe(0);
  expect(await waitOf(limiter, 'ana', right)).toBe(1);
});

test('the factor multiplies the free guesses', async () => {
  const { limiter } = limiterAt(4);
  for (let guess = 0; guess < 13; guess += 1) expect(await waitOf(limiter)).toBe(0);
  expect(await waitOf(limiter)).toBe(1);
});
