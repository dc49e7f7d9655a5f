import { expect, it } from 'vitest';
import { shownPictureHeight } from './shown-picture-height';

const upright = { clientWidth: 344, clientHeight: 430, videoWidth: 1280, videoHeight: 720 };

it('a wide picture on an upright phone needs no pixels for the bars above and below', () => {
  expect(shownPictureHeight({ ...upright, fit: 'contain' })).toBe(193.5);
});

it('a picture that fills its tile needs all of the height', () => {
  expect(shownPictureHeight({ ...upright, fit: 'cover' })).toBe(430);
});

it('an upright picture on a wide stage is as high as the stage', () => {
  const wide = { clientWidth: 1200, clientHeight: 700, videoWidth: 720, videoHeight: 1280 };
  expect(shownPictureHeight({ ...wide, fit: 'contain' })).toBe(700);
});

it('before the first picture all of the element counts', () => {
  const empty = { ...upright, videoWidth: 0, videoHeight: 0 };
  expect(shownPictureHeight({ ...empty, fit: 'contain' })).toBe(430);
});
