import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Server tests wait more than they compute, so at least two files run at a time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      { test: { name: 'shared', root: 'shared', include: ['src/**/*.test.ts'] } },
      {
        test: {
          name: 'backend',
          root: 'backend',
          include: ['src/**/*.test.ts'],
          globalSetup: [join(import.meta.dirname, 'scripts/lib/vitest-database.mjs')],
          // Modules keep no state between apps (each test creates its own), and loading them takes
          // longer than running most files.
          isolate: false,
          testTimeout: 20_000,
          hookTimeout: 30_000,
          // The default of one second fails on a busy machine.
          expect: { poll: { timeout: 15_000 } },
        },
      },
      {
        test: { name: 'frontend', root: 'frontend', include: ['{src,build}/**/*.test.{ts,tsx}'] },
      },
      { test: { name: 'scripts', include: ['{scripts,tools}/**/*.test.mjs'] } },
    ],
  },
});
