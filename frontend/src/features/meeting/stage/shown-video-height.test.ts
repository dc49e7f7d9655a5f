import { expect, it } from 'vitest';
import { shownVideoHeight } from './shown-video-height';

const upright = { clientWidth: 344, clientHeight: 430, videoWidth: 1280, videoHeight: 720 };

it('a wide picture on an upright phone needs no pixels for the bars above and below', () => {
  expect(shownVideoHeight({ ...upright, fit: 'contain' })).toBe(193.5);
});

it('a picture that fills its tile needs all of the height', () => {
  expect(shownVideoHeight({ ...upright, fit: 'cover' })).toBe(430);
});

it('an upright picture on a wide stage is as high as the stage', () => {
  const wide = { clientWidth: 1200, clientHeight: 700, videoWidth: 720, videoHeight: 1280 };
  expect(shownVideoHeight({ ...wide, fit: 'contain' })).toBe(700);
});

it('before the first picture all of the element counts', () => {
  const empty = { ...upright, videoWidth: 0, videoHeight: 0 };
  expect(shownVideoHeight({ ...empty, fit: 'contain' })).toBe(430);
});
