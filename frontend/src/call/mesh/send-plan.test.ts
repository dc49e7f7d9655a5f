import { expect, it } from 'vitest';
import { planFor, type SendConditions } from './send-plan';

const CONDITIONS: SendConditions = {
  people: 2,
  constraints: null,
  captured: 720,
  limit: null,
  lowConnection: false,
  starting: false,
};
const heightSent = (change: Partial<SendConditions>): number => {
  const conditions = { ...CONDITIONS, ...change };
  const { scaleResolutionDownBy = 1 } = planFor(conditions).camera;
  return Math.round((conditions.captured ?? 0) / scaleResolutionDownBy);
};

it.each([
  [2, 720],
  [3, 540],
  [4, 360],
  [5, 270],
  [9, 180],
])('a camera among %i participants is sent with a height of %i', (people, height) => {
  expect(heightSent({ people })).toBe(height);
});

it('a camera is sent no larger than it is shown', () => {
  const shown = (camera: number) => ({
    constraints: { camera, screen: 0, lowConnection: false },
  });
  expect(heightSent(shown(90))).toBe(90);
  expect(heightSent(shown(210))).toBe(180);
  expect(heightSent(shown(300))).toBe(270);
  expect(heightSent({ ...shown(1_000), people: 4 })).toBe(360);
});

it('a camera is never sent larger than it is captured', () => {
  expect(planFor({ ...CONDITIONS, captured: 480 }).camera.scaleResolutionDownBy).toBe(1);
});

it('a camera is not sent to a peer that hides it or is in low-connection mode', () => {
  const constraints = { camera: 0, screen: 500, lowConnection: false };
  expect(planFor({ ...CONDITIONS, constraints }).camera.active).toBe(false);
  const low = { camera: 500, screen: 500, lowConnection: true };
  expect(planFor({ ...CONDITIONS, constraints: low }).camera.active).toBe(false);
});

it('a camera starts at half size', () => {
  expect(heightSent({ starting: true })).toBe(360);
  expect(heightSent({ starting: true, people: 9 })).toBe(180);
});

it('a camera respects the limit of the network and of the low-connection mode', () => {
  expect(heightSent({ limit: 270 })).toBe(270);
  expect(heightSent({ lowConnection: true })).toBe(180);
});

it('a camera has a lower bit rate the smaller it is', () => {
  const bits = [2, 3, 4, 5, 9].map((people) => planFor({ ...CONDITIONS, people }).camera);
  const rates = bits.map(({ maxBitrate }) => maxBitrate);
  expect(rates).toEqual([...rates].sort((a, b) => b - a));
  expect(new Set(rates).size).toBe(rates.length);
});

it('a screen keeps its size and gives up frames in low-connection mode', () => {
  const { screen } = planFor({ ...CONDITIONS, lowConnection: true });
  expect(screen).toMatchObject({ scaleResolutionDownBy: 1, maxFramerate: 3, active: true });
});

it('a screen is not sent to a peer that hides it', () => {
  const constraints = { camera: 500, screen: 0, lowConnection: false };
  expect(planFor({ ...CONDITIONS, constraints }).screen.active).toBe(false);
});

it('a screen has a low bit rate in a tile too small to read, and the full one in a large tile', () => {
  const screen = (height: number) =>
    planFor({ ...CONDITIONS, constraints: { camera: 500, screen: height, lowConnection: false } })
      .screen;
  expect(screen(90)).toMatchObject({ active: true, scaleResolutionDownBy: 1, maxFramerate: 5 });
  expect(screen(90).maxBitrate).toBeLessThan(screen(600).maxBitrate / 3);
  expect(screen(600)).toEqual(planFor({ ...CONDITIONS, constraints: null }).screen);
});

it('the microphone is always sent', () => {
  const constraints = { camera: 0, screen: 0, lowConnection: true };
  expect(
    planFor({ ...CONDITIONS, constraints, lowConnection: true, limit: 90 }).microphone.active,
  ).toBe(true);
});
