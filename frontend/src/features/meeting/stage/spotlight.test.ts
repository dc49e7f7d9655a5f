import { expect, it } from 'vitest';
import { spotlight } from './spotlight';

const quiet = {
  focus: null,
  others: ['ana', 'ben'],
  speaking: [],
  before: null,
};

it('the small window shows the large tile of the stage', () => {
  expect(spotlight({ ...quiet, focus: 'screen:ben', speaking: ['ana'] })).toBe('screen:ben');
});

it('the small window shows the loudest other participant and never the speaking user', () => {
  expect(spotlight({ ...quiet, speaking: ['me', 'ben', 'ana'] })).toBe('camera:ben');
});

it('the small window stays with a participant while they speak and during the silence after', () => {
  expect(spotlight({ ...quiet, before: 'camera:ana', speaking: ['ben', 'ana'] })).toBe(
    'camera:ana',
  );
  expect(spotlight({ ...quiet, before: 'camera:ben' })).toBe('camera:ben');
  expect(spotlight({ ...quiet, before: 'camera:ben', speaking: ['me'] })).toBe('camera:ben');
});

it('the small window shows another participant after one leaves', () => {
  expect(spotlight({ ...quiet, before: 'camera:cem' })).toBe('camera:ana');
});

it('the small window shows the self-view while the user is alone', () => {
  expect(spotlight({ ...quiet, others: [], before: 'camera:ana' })).toBe('camera:self');
});
