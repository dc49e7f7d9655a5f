import { join } from 'node:path';
import { build } from 'esbuild';
import type { GlareResult } from './glare/pair';
import { expect, test } from './support/test';

const PAIRS = 10;
const ROUNDS = 20;

interface GlareWindow {
  collide(seed: number, rounds: number): Promise<GlareResult>;
}

test('F40: after 200 offer collisions with reordered, duplicated and late signals, all peers agree', async ({
  page,
  parley,
}) => {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'glare', 'pair.ts')],
    bundle: true,
    format: 'iife',
    write: false,
  });
  await page.goto(`${parley.url}/api/health/live`);
  await page.evaluate(outputFiles[0]?.text ?? '');
  const results = await page.evaluate(
    async ([pairs, rounds]) => {
      const { collide } = window as unknown as GlareWindow;
      const seeds = Array.from({ length: pairs }, (_, index) => index + 1);
      return Promise.all(seeds.map((seed) => collide(seed, rounds)));
    },
    [PAIRS, ROUNDS] as const,
  );
  for (const { collisions, screensSeen, screensSent, calmAfter } of results) {
    expect(collisions).toBeGreaterThanOrEqual(ROUNDS);
    expect(screensSeen).toEqual([...screensSent].reverse());
    expect(calmAfter).toBeLessThan(5_000);
  }
});
