import { expect, vi } from 'vitest';
import { parleyTest } from './testing/parley-test';
import { createReadiness } from './readiness';

const test = parleyTest({ env: { RATE_LIMIT_FACTOR: '0.1' } });

test('requests within a second share one probe, and the next second has another one', async () => {
  let at = 0;
  let isUp = true;
  const probe = vi.fn(async () => isUp);
  const isReady = createReadiness(probe, () => at);
  expect(await Promise.all([isReady(), isReady(), isReady()])).toEqual([true, true, true]);
  isUp = false;
  at = 999;
  expect(await isReady()).toBe(true);
  expect(probe).toHaveBeenCalledTimes(1);
  at = 1_000;
  expect(await isReady()).toBe(false);
  expect(probe).toHaveBeenCalledTimes(2);
});

test('no second probe starts while a slow one is in progress', async () => {
  let at = 0;
  let answer: (isUp: boolean) => void = () => undefined;
  const probe = vi.fn(() => new Promise<boolean>((resolve) => (answer = resolve)));
  const isReady = createReadiness(probe, () => at);
  const first = isReady();
  at = 5_000;
  const second = isReady();
  answer(true);
  expect([await first, await second]).toEqual([true, true]);
  expect(probe).toHaveBeenCalledTimes(1);
});

test('only the two health routes are exempt from the request limit, and they rarely reach the database', async ({
  parley,
}) => {
  const admin = parley.connection.db?.admin();
  const ping = vi.spyOn(Object.getPrototypeOf(admin) as { ping: () => unknown }, 'ping');
  for (let round = 0; round < 100; round += 1) {
    await parley.api.get('/api/health/live').expect(200);
    await parley.api.get('/api/health/ready').expect(200);
  }
  expect(ping.mock.calls.length).toBeGreaterThan(0);
  expect(ping.mock.calls.length).toBeLessThan(100);

  const answers: number[] = [];
  for (let round = 0; round < 100; round += 1) {
    answers.push((await parley.api.get('/api/health/nothing')).status);
    answers.push((await parley.api.post('/api/health/live')).status);
  }
  expect(answers.filter((status) => status === 404)).toHaveLength(120);
  expect(answers.filter((status) => status === 429)).toHaveLength(80);
  await parley.api.get('/api/health/ready').expect(200);
});
