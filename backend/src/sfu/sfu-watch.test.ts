import { expect, test, vi } from 'vitest';
import { createLogger } from '../platform/logger';
import { createScope } from '../platform/scope';
import { ManualScheduler } from '../platform/testing/manual-scheduler';
import { createLivekit } from './livekit';
import { createSfuWatch } from './sfu-watch';
import { FakeLivekit } from './testing/fake-livekit';

/** Watches a LiveKit with this secret. */
function watch({ port, variables }: FakeLivekit, secret = variables['LIVEKIT_API_SECRET'] ?? '') {
  const logger = createLogger('silent');
  const warn = vi.spyOn(logger, 'warn');
  const scheduler = new ManualScheduler();
  const scope = createScope();
  const livekit = createLivekit({ url: `http://127.0.0.1:${port}`, key: 'parley', secret });
  const sfu = createSfuWatch(livekit, { scheduler, logger });
  const changes: boolean[] = [];
  sfu.start((isThere) => changes.push(isThere), scope);
  const reasons = () => warn.mock.calls.map((call) => call[1]);
  return { sfu, scheduler, scope, changes, reasons };
}

test('an SFU that refuses the key counts as not there, and the log says why once', async () => {
  const livekit = await FakeLivekit.start();
  const wrong = 'another-secret-0123456789-0123456789';
  const { sfu, scheduler, scope, changes, reasons } = watch(livekit, wrong);
  await sfu.check();
  await scheduler.advance(10_000);
  expect(changes).toEqual([false]);
  expect(reasons()).toEqual([expect.stringContaining('LIVEKIT_API_SECRET')]);
  expect(livekit.calls.length).toBeGreaterThan(5);
  await scope.close();
  await livekit.stop();
});

test('an SFU that ends is noticed at the next look, and so is its return', async () => {
  const livekit = await FakeLivekit.start();
  const { sfu, scheduler, scope, changes, reasons } = watch(livekit);
  await sfu.check();
  const { port } = livekit;
  await livekit.stop();
  await scheduler.advance(6_000);
  expect(changes).toEqual([true, false]);
  expect(reasons()).toEqual(['the SFU does not answer']);
  const again = await FakeLivekit.start(port);
  await scheduler.advance(2_000);
  expect(changes).toEqual([true, false, true]);
  await scope.close();
  await again.stop();
});
