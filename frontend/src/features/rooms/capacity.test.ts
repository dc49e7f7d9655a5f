import { expect, test } from 'vitest';
import { capacityChoices, presetCapacity } from './capacity';

test('a room is offered with as many people as the server allows', () => {
  expect(capacityChoices(2)).toEqual([2]);
  expect(capacityChoices(6)).toEqual([2, 3, 4, 5, 6]);
});

test('a room that is larger than the server allows by now keeps its size among the choices', () => {
  expect(capacityChoices(3, 9)).toEqual([2, 3, 9]);
  expect(capacityChoices(3, 2)).toEqual([2, 3]);
});

test('a new room is for four, or for as many as there may be', () => {
  expect([2, 3, 4, 9].map(presetCapacity)).toEqual([2, 3, 4, 4]);
});
