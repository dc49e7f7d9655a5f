import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGUMENTS, CHROMIUM_PATH } from './support/chromium';

/** One browser with fake devices for all tests; each test brings its own people. */
export default defineConfig({
  testDir: '.',
  fullyParallel: false,
  // What takes minutes by its nature (long cuts, long losses), and second looks at what smaller
  // tests hold already, are asked for by name, so that `npm test` stays short:
  // `npm run e2e -- --project=long`.
  projects: [
    { name: 'main', testMatch: /(?<!\.long)\.spec\.ts$/ },
    { name: 'long', testMatch: /\.long\.spec\.ts$/, timeout: 900_000 },
  ],
  // Media needs the processor: more workers on two cores only make each other late.
  workers: 1,
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
