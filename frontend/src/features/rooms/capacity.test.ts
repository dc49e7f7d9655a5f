import type { Room } from '@parley/shared/rooms';
import { expect, test } from 'vitest';
import { capacityChoices, choiceLabel, MOST, roomCapacityLabel } from './capacity';

test('a server without an SFU offers each size that a mesh can have', () => {
  expect(capacityChoices(2)).toEqual([MOST, 2]);
  expect(capacityChoices(6)).toEqual([MOST, 2, 3, 4, 5, 6]);
});

test('a server with an SFU offers a few sizes, and the largest that it allows', () => {
  expect(capacityChoices(50)).toEqual([MOST, 2, 4, 8, 16, 25, 50]);
  expect(capacityChoices(30)).toEqual([MOST, 2, 4, 8, 16, 25, 30]);
});

test('the choices contain the present one of a room even if the server no longer allows it', () => {
  expect(capacityChoices(3, 9)).toEqual([MOST, 2, 3, 9]);
  expect(capacityChoices(50, 12)).toEqual([MOST, 2, 4, 8, 12, 16, 25, 50]);
  expect(capacityChoices(3, 2)).toEqual([MOST, 2, 3]);
});

test('a choice and a room say how many people there can be now', () => {
  expect(choiceLabel(MOST, 50)).toBe('As many as the server can (50)');
  expect(choiceLabel(2, 50)).toBe('One-to-one');
  expect(roomCapacityLabel({ capacity: 50 } as Room)).toBe('Up to 50 people');
  expect(roomCapacityLabel({ capacity: 9, waitsForSfu: true } as Room)).toBe(
    'Up to 9 people at the moment',
  );
});
