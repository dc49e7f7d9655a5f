import { expect, test } from 'vitest';
import { MeetingNames } from './meeting-roster';

test('users with equal names are numbered in the order of their joins', () => {
  const names = new MeetingNames();
  expect(names.numberFor('a', 'Camille Martin')).toBeUndefined();
  expect(names.numberFor('b', 'camille  martin')).toBe(2);
  expect(names.numberFor('c', 'Camille\u00a0Martin')).toBe(3);
  expect(names.numberFor('d', 'Camille Martini')).toBeUndefined();
});

test('a user who takes another name and returns to the first one has the same number', () => {
  const names = new MeetingNames();
  names.numberFor('a', 'Ana');
  expect(names.numberFor('b', 'Ana')).toBe(2);
  expect(names.numberFor('a', 'Zoe')).toBeUndefined();
  expect(names.numberFor('c', 'Ana')).toBe(3);
  expect(names.numberFor('b', 'Ana')).toBe(2);
  expect(names.numberFor('a', 'Ana')).toBeUndefined();
});

test('a name that ends in a number differs from a numbered name', () => {
  const names = new MeetingNames();
  names.numberFor('a', 'Ana');
  expect(names.numberFor('b', 'Ana (2)')).toBeUndefined();
  expect(names.numberFor('c', 'Ana')).toBe(3);
  expect(names.numberFor('d', 'Ana (3)')).toBe(2);
});

test('a user called You has a number', () => {
  expect(new MeetingNames().numberFor('a', ' you')).toBe(2);
});

test('numbers continue after those of the record', () => {
  const names = new MeetingNames();
  names.restore('b', { displayName: 'Ana', nameNumber: 2 });
  names.restore('a', { displayName: 'Ana' });
  expect(names.numberFor('b', 'Ana')).toBe(2);
  expect(names.numberFor('c', 'Ana')).toBe(3);
});
