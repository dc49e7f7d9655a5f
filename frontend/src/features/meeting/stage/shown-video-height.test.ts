import { expect, it } from 'vitest';
import { shownVideoHeight } from './shown-video-height';

const upright = { clientWidth: 344, clientHeight: 430, videoWidth: 1280, videoHeight: 720 };

it('a wide video on an upright phone needs no pixels for the bars above and below', () => {
  expect(shownVideoHeight({ ...upright, fit: 'contain' })).toBe(193.5);
});

it('a video that fills its tile needs the height of the tile', () => {
  expect(shownVideoHeight({ ...upright, fit: 'cover' })).toBe(430);
});

it('an upright video on a wide stage is as high as the stage', () => {
  const wide = { clientWidth: 1200, clientHeight: 700, videoWidth: 720, videoHeight: 1280 };
  expect(shownVideoHeight({ ...wide, fit: 'contain' })).toBe(700);
});

it('the whole element counts before the first video frame', () => {
  const empty = { ...upright, videoWidth: 0, videoHeight: 0 };
  expect(shownVideoHeight({ ...empty, fit: 'contain' })).toBe(430);
});
