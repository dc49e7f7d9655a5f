import { describe, expect, it } from 'vitest';
import { planFor, type SendConditions } from './send-plan';

const CONDITIONS: SendConditions = {
  people: 2,
  view: null,
  captured: 720,
  limit: null,
  low: false,
  starting: false,
};
const heightSent = (change: Partial<SendConditions>): number => {
  const conditions = { ...CONDITIONS, ...change };
  const { scaleResolutionDownBy = 1 } = planFor(conditions).camera;
  return Math.round((conditions.captured ?? 0) / scaleResolutionDownBy);
};

describe('the camera', () => {
  it.each([
    [2, 720],
    [3, 540],
    [4, 360],
    [5, 270],
    [9, 180],
  ])('among %i people is sent with %i lines', (people, height) => {
    expect(heightSent({ people })).toBe(height);
  });

  it('is sent no larger than it is shown', () => {
    const view = (camera: number) => ({ view: { camera, screen: 0, low: false } });
    expect(heightSent(view(90))).toBe(90);
    expect(heightSent(view(210))).toBe(180);
    expect(heightSent(view(300))).toBe(270);
    expect(heightSent({ ...view(1_000), people: 4 })).toBe(360);
  });

  it('is never sent larger than it is captured', () => {
    expect(planFor({ ...CONDITIONS, captured: 480 }).camera.scaleResolutionDownBy).toBe(1);
  });

  it('stops where it is hidden and where the other saves data', () => {
    const view = { camera: 0, screen: 500, low: false };
    expect(planFor({ ...CONDITIONS, view }).camera.active).toBe(false);
    const saving = { camera: 500, screen: 500, low: true };
    expect(planFor({ ...CONDITIONS, view: saving }).camera.active).toBe(false);
  });

  it('starts at half the size', () => {
    expect(heightSent({ starting: true })).toBe(360);
    expect(heightSent({ starting: true, people: 9 })).toBe(180);
  });

  it('keeps within what the network carries and what low connection allows', () => {
    expect(heightSent({ limit: 270 })).toBe(270);
    expect(heightSent({ low: true })).toBe(180);
  });

  it('costs fewer bits the smaller it is', () => {
    const bits = [2, 3, 4, 5, 9].map((people) => planFor({ ...CONDITIONS, people }).camera);
    const rates = bits.map(({ maxBitrate }) => maxBitrate);
    expect(rates).toEqual([...rates].sort((a, b) => b - a));
    expect(new Set(rates).size).toBe(rates.length);
  });
});

describe('a screen', () => {
  it('keeps its size and gives up frames where data is saved', () => {
    const { screen } = planFor({ ...CONDITIONS, low: true });
    expect(screen).toMatchObject({ scaleResolutionDownBy: 1, maxFramerate: 3, active: true });
  });

  it('is not sent to somebody who does not show it', () => {
    const view = { camera: 500, screen: 0, low: false };
    expect(planFor({ ...CONDITIONS, view }).screen.active).toBe(false);
  });

  it('costs little in a strip where nobody can read it, and is sharp as soon as it is large', () => {
    const screen = (height: number) =>
      planFor({ ...CONDITIONS, view: { camera: 500, screen: height, low: false } }).screen;
    expect(screen(90)).toMatchObject({ active: true, scaleResolutionDownBy: 1, maxFramerate: 5 });
    expect(screen(90).maxBitrate).toBeLessThan(screen(600).maxBitrate / 3);
    expect(screen(600)).toEqual(planFor({ ...CONDITIONS, view: null }).screen);
  });
});

it('always sends the voice', () => {
  const view = { camera: 0, screen: 0, low: true };
  expect(planFor({ ...CONDITIONS, view, low: true, limit: 90 }).microphone.active).toBe(true);
});
