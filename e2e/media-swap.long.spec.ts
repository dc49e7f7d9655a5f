import { join } from 'node:path';
import { build } from 'esbuild';
import type { SwapWindow } from './media-swap/page';
import { expect, test } from './support/test';

test('a tile shows the old stream until the new one has a frame, and is never black', async ({
  page,
  parley,
}) => {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'media-swap', 'page.ts')],
    bundle: true,
    format: 'iife',
    jsx: 'automatic',
    write: false,
  });
  await page.goto(`${parley.url}/api/health/live`);
  await page.evaluate(outputFiles[0]?.text ?? '');
  const frames = () => page.evaluate(() => (window as unknown as SwapWindow).frames);
  const videos = page.locator('video');

  await page.evaluate(() => {
    const { createSource, show } = window as unknown as SwapWindow;
    const first = createSource();
    first.paint('red');
    show(first.stream);
  });
  await expect
    .poll(() => page.evaluate(() => document.querySelector('video')?.videoWidth ?? 0))
    .toBeGreaterThan(0);
  await page.evaluate(() => (window as unknown as SwapWindow).look());
  await expect.poll(async () => (await frames()).red).toBeGreaterThan(5);

  await page.evaluate(() => {
    const swap = window as unknown as SwapWindow;
    swap.next = swap.createSource();
    swap.show(swap.next.stream);
  });
  await expect(videos).toHaveCount(2);
  const { red } = await frames();
  await expect.poll(async () => (await frames()).red).toBeGreaterThan(red + 20);
  expect((await frames()).blue).toBe(0);

  await page.evaluate(() => (window as unknown as SwapWindow).next.paint('blue'));
  await expect.poll(async () => (await frames()).blue).toBeGreaterThan(20);
  await expect(videos).toHaveCount(1);
  expect((await frames()).black).toBe(0);
});
