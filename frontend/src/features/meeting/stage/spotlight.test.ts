import { expect, it } from 'vitest';
import { spotlight } from './spotlight';

const quiet = {
  focus: null,
  others: ['ana', 'ben'],
  speaking: [],
  before: null,
};

it('what is large on the stage is what the small window shows', () => {
  expect(spotlight({ ...quiet, focus: 'screen:ben', speaking: ['ana'] })).toBe('screen:ben');
});

it('the loudest of the others is shown, never oneself speaking', () => {
  expect(spotlight({ ...quiet, speaking: ['me', 'ben', 'ana'] })).toBe('camera:ben');
});

it('who is shown stays while they speak, and in the silence after', () => {
  expect(spotlight({ ...quiet, before: 'camera:ana', speaking: ['ben', 'ana'] })).toBe(
    'camera:ana',
  );
  expect(spotlight({ ...quiet, before: 'camera:ben' })).toBe('camera:ben');
  expect(spotlight({ ...quiet, before: 'camera:ben', speaking: ['me'] })).toBe('camera:ben');
});

it('somebody who left gives way', () => {
  expect(spotlight({ ...quiet, before: 'camera:cem' })).toBe('camera:ana');
});

it('alone, one sees oneself', () => {
  expect(spotlight({ ...quiet, others: [], before: 'camera:ana' })).toBe('camera:self');
});
