import { expect, test } from 'vitest';
import { addressKey, createLimiter, type Limiter } from './rate-limit';

const miss = async () => null;
const hit = async () => 'found';
const inParallel = (limiter: Limiter, count: number, run: () => Promise<string | null>) =>
  Promise.all(
    Array.from({ length: count }, () =>
      limiter.attempt('key', run).catch(({ code }: { code: string }) => code),
    ),
  );

test('parallel guesses do not exceed the limit, and the rest are refused', async () => {
  const limiter = createLimiter({ points: 3, seconds: 60, scope: 'account' }, 1);
  const answers = await inParallel(limiter, 20, miss);
  expect(answers.filter((answer) => answer === null)).toHaveLength(3);
  expect(answers.filter((answer) => answer === 'RATE_LIMITED')).toHaveLength(17);
  await expect(limiter.attempt('key', hit)).rejects.toThrow('too often');
  expect(await limiter.attempt('another key', hit)).toBe('found');
});

test('parallel correct attempts wait for one another and are never refused', async () => {
  const limiter = createLimiter({ points: 3, seconds: 60, scope: 'account' }, 1);
  await inParallel(limiter, 2, miss);
  expect(await inParallel(limiter, 20, hit)).toEqual(Array(20).fill('found'));
});

test('a refusal names the scope of its limit', async () => {
  for (const scope of ['address', 'account'] as const) {
    const limiter = createLimiter({ points: 1, seconds: 60, scope }, 1);
    limiter.consume('key');
    expect(() => limiter.consume('key')).toThrow(
      expect.objectContaining({ code: 'RATE_LIMITED', scope }),
    );
    await expect(limiter.attempt('key', hit)).rejects.toMatchObject({ scope });
  }
});

test('an attempt that fails for another reason costs no point and lets the next one run', async () => {
  const limiter = createLimiter({ points: 1, seconds: 60, scope: 'account' }, 1);
  const fail = () => Promise.reject(Object.assign(new Error(), { code: 'UNAVAILABLE' }));
  expect(await inParallel(limiter, 5, fail)).toEqual(Array(5).fill('UNAVAILABLE'));
  expect(await limiter.attempt('key', hit)).toBe('found');
});

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::ffff:c000:207', '192.0.2.7'],
  ['not an address', 'not an address'],
])('the address %s counts as %s', (address, key) => {
  expect(addressKey(address)).toBe(key);
});
