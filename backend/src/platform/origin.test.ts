import { expect, test } from 'vitest';
import { isOriginAllowed } from './origin';

const allowedOrigins = ['https://meet.example.org'];
const host = 'own.example.org:3000';

test.each([
  [undefined, true],
  ['https://meet.example.org', true],
  ['http://own.example.org:3000', true],
  ['http://own.example.org:3001', false],
  ['https://evil.example.org', false],
  ['https://meet.example.org.evil.test', false],
  ['https://own.example.org:3000', false],
  ['HTTP://own.example.org:3000', false],
  ['chrome-extension://own.example.org:3000', false],
  ['null', false],
  ['not an origin', false],
])('a page of the origin %s: allowed is %s', (origin, allowed) => {
  const headers = { host, ...(origin !== undefined && { origin }) };
  expect(isOriginAllowed({ headers }, allowedOrigins, false)).toBe(allowed);
});

test.each([
  ['https://own.example.org', 'own.example.org', true],
  ['https://own.example.org', 'OWN.example.org:443', true],
  ['http://own.example.org', 'own.example.org', false],
  ['https://own.example.org', 'own.example.org:80', false],
  ['https://own.example.org', '', false],
])('over HTTPS, a page of the origin %s at the host %s: allowed is %s', (origin, name, allowed) => {
  const headers = { host: name, origin };
  expect(isOriginAllowed({ headers }, allowedOrigins, true)).toBe(allowed);
});

test.each([
  ['same-origin', true],
  ['none', true],
  ['same-site', false],
  ['cross-site', false],
])('a request with Sec-Fetch-Site %s: allowed is %s', (site, allowed) => {
  const own = { host, 'sec-fetch-site': site };
  expect(isOriginAllowed({ headers: own }, allowedOrigins, false)).toBe(allowed);
  const named = { ...own, origin: `http://${host}` };
  expect(isOriginAllowed({ headers: named }, allowedOrigins, false)).toBe(allowed);
  const listed = { ...own, origin: 'https://meet.example.org' };
  expect(isOriginAllowed({ headers: listed }, allowedOrigins, false)).toBe(true);
});
