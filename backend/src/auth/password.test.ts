import bcrypt from 'bcrypt';
import { expect, test, vi } from 'vitest';
import { createPasswordHasher, weaknessOf } from './password';

const pepper = 'unit-tests-only-0123456789-abcdefghij';
const by = { address: '192.0.2.1', account: 'ana@example.org' };
const hasher = createPasswordHasher(pepper, 4);

test('passwords that differ only after the 72nd byte are different', async () => {
  const start = 'x'.repeat(72);
  const hash = await hasher.hash(`${start}a`, by);
  expect(await hasher.verify(`${start}a`, hash, by)).toBe(true);
  expect(await hasher.verify(`${start}b`, hash, by)).toBe(false);
});

test('a NUL character does not end a password', async () => {
  const hash = await hasher.hash('before\0after', by);
  expect(await hasher.verify('before\0other', hash, by)).toBe(false);
  expect(await hasher.verify('before', hash, by)).toBe(false);
  expect(await hasher.verify('before\0after', hash, by)).toBe(true);
});

test('a hash matches no password under another pepper', async () => {
  const hash = await hasher.hash('correct horse', by);
  const elsewhere = createPasswordHasher(`${pepper}!`, 4);
  expect(await elsewhere.verify('correct horse', hash, by)).toBe(false);
});

const COMPOSED = 'caf\u00e9 cr\u00e8me 42';
const DECOMPOSED = COMPOSED.normalize('NFD');

test('a password matches with composed and with decomposed letters', async () => {
  for (const [one, other] of [
    [COMPOSED, DECOMPOSED],
    [DECOMPOSED, COMPOSED],
  ] as const) {
    const hash = await hasher.hash(one, by);
    expect(await hasher.verify(one, hash, by)).toBe(true);
    expect(await hasher.verify(other, hash, by)).toBe(true);
    expect(await hasher.verify('cafe creme 42', hash, by)).toBe(false);
  }
});

test.each([
  ['no account has this password', 1],
  [COMPOSED, 2],
  [DECOMPOSED, 2],
  [`${COMPOSED}${DECOMPOSED}`, 3],
])('refusing %s takes %i comparisons, with and without an account', async (typed, count) => {
  const hash = await hasher.hash('correct horse battery staple', by);
  for (const known of [hash, undefined]) {
    const compare = vi.spyOn(bcrypt, 'compare');
    expect(await hasher.verify(typed, known, by)).toBe(false);
    expect(compare).toHaveBeenCalledTimes(count);
    compare.mockRestore();
  }
});

test('a password without an account is compared as well and never matches', async () => {
  expect(await hasher.verify('no account has this password', undefined, by)).toBe(false);
});

test('with fifty waiting tasks of an address, further hashing gets BUSY and the waiting tasks finish', async () => {
  const narrow = createPasswordHasher(pepper, 4, 1);
  const results = await Promise.allSettled(
    Array.from({ length: 60 }, (_, index) =>
      narrow.hash(`password ${index}`, { ...by, account: `${index}` }),
    ),
  );
  const refused = results.filter((result) => result.status === 'rejected');
  expect(refused).toHaveLength(60 - 51);
  for (const { reason } of refused) expect(reason).toMatchObject({ code: 'BUSY', status: 503 });
  await expect(narrow.hash('afterwards', by)).resolves.toMatch(/^\$2b\$04\$/);
});

test('common passwords are refused in any letter case, and other passwords are accepted', () => {
  const email = 'ana@example.org';
  expect(weaknessOf('password1', email)).toContain('too common');
  expect(weaknessOf('PassWord1', email)).toContain('too common');
  expect(weaknessOf('correct horse battery staple', email)).toBeNull();
});

test.each([
  'Ana.Example@Example.org',
  ' ana.example@example.org ',
  'ana.example',
  'parleyparley',
  'Parley2026!',
  '123-parley-456',
])('%j is refused as a password of ana.example@example.org', (password) => {
  expect(weaknessOf(password, 'Ana.Example@example.org')).toContain('Choose');
});

test('a password that only contains the name or the product is accepted', () => {
  for (const password of ['ana.example likes tea', 'parley with pirates']) {
    expect(weaknessOf(password, 'ana.example@example.org')).toBeNull();
  }
});
