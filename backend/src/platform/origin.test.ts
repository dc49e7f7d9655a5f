import { expect, test } from 'vitest';
import { isOriginAllowed } from './origin';

test.each([
  [undefined, true],
  ['https://meet.example.org', true],
  ['http://own.example.org:3000', true],
  ['http://own.example.org:3001', false],
  ['https://evil.example.org', false],
  ['https://meet.example.org.evil.test', false],
  ['null', false],
  ['not an origin', false],
])('a page of the origin %s: allowed is %s', (origin, allowed) => {
  const headers = { host: 'own.example.org:3000', ...(origin !== undefined && { origin }) };
  expect(isOriginAllowed({ headers }, ['https://meet.example.org'])).toBe(allowed);
});
