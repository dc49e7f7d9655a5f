import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGUMENTS, CHROMIUM_PATH } from './support/chromium';

/** Each worker has one browser with fake devices; each test opens clients in profiles of their own. */
export default defineConfig({
  testDir: '.',
  fullyParallel: false,
  // `npm test` runs only the main project, to stay short. Tests that take minutes (long faults), and
  // tests whose logic unit tests already cover, run with `npm run e2e -- --project=long`.
  projects: [
    { name: 'main', testMatch: /(?<!\.long)\.spec\.ts$/, workers: 2 },
    { name: 'long', testMatch: /\.long\.spec\.ts$/, workers: 1, timeout: 900_000 },
  ],
  // Most tests wait more than they compute, so two files run at a time even on two cores. The long
  // project measures times and has one worker.
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  outputDir: '../test-results',
  use: {
    launchOptions: {
      executablePath: CHROMIUM_PATH,
      args: CHROMIUM_ARGUMENTS,
    },
    locale: 'en-GB',
    viewport: { width: 1280, height: 800 },
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
    actionTimeout: 20_000,
  },
});
