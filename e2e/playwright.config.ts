import { defineConfig } from '@playwright/test';

/** One browser with fake devices for all tests; each test brings its own people. */
export default defineConfig({
  testDir: '.',
  fullyParallel: false,
  // What takes minutes by its nature (long cuts, long losses) is asked for by name:
  // `npm run e2e -- --project=long`.
  projects: [
    { name: 'main', testMatch: /(?<!\.long)\.spec\.ts$/ },
    { name: 'long', testMatch: /\.long\.spec\.ts$/, timeout: 900_000 },
  ],
  // Media needs the processor: more workers on two cores only make each other late.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  outputDir: '../test-results',
  use: {
    launchOptions: {
      executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
      args: [
        '--headless=new',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
        '--auto-select-desktop-capture-source=Entire screen',
        '--disable-background-timer-throttling',
        '--disable-renderer-backgrounding',
        '--disable-backgrounding-occluded-windows',
        '--autoplay-policy=no-user-gesture-required',
      ],
    },
    locale: 'en-GB',
    viewport: { width: 1280, height: 800 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    actionTimeout: 20_000,
  },
});
