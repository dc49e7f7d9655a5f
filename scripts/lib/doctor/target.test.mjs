import { expect, test } from 'vitest';
import { judgeCookie } from './cookies.mjs';
import { describeFinding, exitCodeFor, failed, passed, summarize, warning } from './finding.mjs';
import { sharedLimits } from './server.mjs';
import { readTarget } from './target.mjs';

test('without an address the target is the set-up of this checkout', () => {
  expect(readTarget([], { PORT: '4000' })).toMatchObject({ origin: 'http://localhost:4000' });
  const env = { PORT: '4000', PUBLIC_URL: 'https://meet.example.org/' };
  expect(readTarget([], env)).toEqual({
    origin: 'https://meet.example.org',
    direct: 'http://localhost:4000',
    env,
  });
  expect(() => readTarget([], { PUBLIC_URL: 'meet.example.org' })).toThrow('PUBLIC_URL');
});

test('with only DOMAIN set, the target is the set-up of docker-compose.yml', () => {
  const { origin, direct, env } = readTarget([], { DOMAIN: 'meet.example.org', TURN_SECRET: 'x' });
  expect({ origin, direct }).toEqual({ origin: 'https://meet.example.org', direct: undefined });
  expect(env?.TURN_URLS).toContain('turn:meet.example.org:3478?transport=tcp');
  expect(env?.TURN_SECRET).toBe('x');
});

test('with an address the target is that Parley, and the settings of this checkout are ignored', () => {
  const env = { PUBLIC_URL: 'https://other.example.org', TURN_SECRET: 'x' };
  expect(readTarget(['https://meet.example.org/r/abc'], env)).toEqual({
    origin: 'https://meet.example.org',
  });
  expect(() => readTarget(['meet.example.org'], {})).toThrow('https://meet.example.org');
  expect(() => readTarget(['https://a.example', 'https://b.example'], {})).toThrow('One address');
});

test('a protected cookie shows that the server knows of HTTPS', () => {
  const origin = 'https://meet.example.org';
  const answer = (/** @type {string} */ cookie) => ({
    status: 204,
    headers: { 'set-cookie': [cookie] },
  });
  const good = answer('__Host-parley_rt=; Max-Age=0; Path=/; HttpOnly; Secure');
  expect(judgeCookie(origin, good).status).toBe('passed');
  const plain = judgeCookie(origin, answer('parley_rt=; Max-Age=0; Path=/; HttpOnly'));
  expect(plain.remedy).toContain('TRUST_PROXY');
  expect(plain.remedy).toContain('one address');
  expect(judgeCookie(origin, { status: 403, headers: {} }).status).toBe('skipped');
});

test('the finding names the limits that users behind one address share, and the setting that raises them', () => {
  expect(sharedLimits({ RATE_LIMIT_FACTOR: '3' })).toMatch(
    /600 accounts an hour .* 300 wrong passwords .*RATE_LIMIT_FACTOR/,
  );
  expect(sharedLimits({})).toContain('200 accounts');
  expect(sharedLimits(undefined)).toBe('');
});

test('failures decide the exit code, warnings do not', () => {
  const findings = [passed('One', 'is well'), warning('Two', 'is not quite', 'Look at it.')];
  expect(exitCodeFor(findings)).toBe(0);
  expect(summarize(findings)).toBe('1 passed, 0 failed, 1 to look at');
  const bad = failed('Three', 'is broken', 'Mend it.');
  expect(exitCodeFor([...findings, bad])).toBe(1);
  expect(describeFinding(bad)).toBe('✗ Three: is broken\n    Mend it.');
});
