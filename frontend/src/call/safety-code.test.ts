import { expect, test, vi } from 'vitest';
import { deriveSafetyCode, SAFETY_CODE_LENGTH } from './safety-code';
import { SAFETY_SYMBOLS } from './safety-symbols';

const fingerprint = (byte: string): string => Array.from({ length: 32 }, () => byte).join(':');
const [ANA, BEN, MIDDLE] = [fingerprint('0A'), fingerprint('B1'), fingerprint('C2')];

const wordsOf = async (local: string, remote: string) =>
  (await deriveSafetyCode({ local, remote }))?.map(({ name }) => name).join(', ');

test('both sides of a connection derive the same code, in every version of Parley', async () => {
  const code = await wordsOf(ANA, BEN);
  expect(code).toBe(await wordsOf(BEN, ANA));
  // Two versions that run at the same time must agree. Another derivation needs another salt.
  expect(code).toMatchInlineSnapshot(`"Rabbit, Clock, Hourglass, Fish, Pin, Glasses, Pin, Apple"`);
});

test('a certificate in the middle gives both sides different codes', async () => {
  const [seenByAna, seenByBen] = [await wordsOf(ANA, MIDDLE), await wordsOf(MIDDLE, BEN)];
  expect(seenByAna).not.toBe(seenByBen);
  expect(seenByAna).not.toBe(await wordsOf(ANA, BEN));
});

test('the symbols are 64 different ones with different names', () => {
  expect(SAFETY_SYMBOLS).toHaveLength(64);
  expect(new Set(SAFETY_SYMBOLS.map(({ emoji }) => emoji)).size).toBe(64);
  expect(new Set(SAFETY_SYMBOLS.map(({ name }) => name)).size).toBe(64);
});

test('a page without cryptography has no code', async () => {
  vi.stubGlobal('crypto', {});
  expect(await deriveSafetyCode({ local: ANA, remote: BEN })).toBeNull();
  vi.unstubAllGlobals();
  expect(await deriveSafetyCode({ local: ANA, remote: BEN })).toHaveLength(SAFETY_CODE_LENGTH);
});
