import { expect, test } from 'vitest';
import { capacityChoices, presetCapacity } from './capacity';

test('the choices of a capacity end at the greatest that the server allows', () => {
  expect(capacityChoices(2)).toEqual([2]);
  expect(capacityChoices(6)).toEqual([2, 3, 4, 5, 6]);
});

test('the choices contain the present capacity of a room even if the server no longer allows it', () => {
  expect(capacityChoices(3, 9)).toEqual([2, 3, 9]);
  expect(capacityChoices(3, 2)).toEqual([2, 3]);
});

test('a new room has a capacity of four, or less if the server allows less', () => {
  expect([2, 3, 4, 9].map(presetCapacity)).toEqual([2, 3, 4, 4]);
});
