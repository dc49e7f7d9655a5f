import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGUMENTS, CHROMIUM_PATH } from './support/chromium';

/** Each worker has one browser with fake devices; each test opens clients in profiles of their own. */
export default defineConfig({
  testDir: '.',
  fullyParallel: false,
  // `npm test` runs only the main project, to stay short. Tests that take minutes (long faults), and
  // tests whose logic unit tests already cover, run with `npm run e2e -- --project=long`.
  projects: [
    { name: 'main', testMatch: /(?<!\.long)\.spec\.ts$/, timeout: 240_000 },
    { name: 'long', testMatch: /\.long\.spec\.ts$/, timeout: 900_000 },
  ],
  // The browsers of one test use both cores of a small machine: a second worker saves no time, and
  // tests would wait for each other's video frames.
  workers: 1,
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
