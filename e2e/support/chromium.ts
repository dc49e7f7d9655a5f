export const CHROMIUM_PATH = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

const FAKE_CAMERA = '--use-fake-device-for-media-stream';

/** Headless, as root, with fake devices, and never slowed down for being in the background. */
export const CHROMIUM_ARGUMENTS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  FAKE_CAMERA,
  '--use-fake-ui-for-media-stream',
  '--auto-select-desktop-capture-source=Entire screen',
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
  '--autoplay-policy=no-user-gesture-required',
];

/**
 * The same with cameras of ten frames a second: three browsers with all frames want more than two
 * cores have, so that times would tell of the processor.
 */
export const WITH_CALM_CAMERA = CHROMIUM_ARGUMENTS.map((argument) =>
  argument === FAKE_CAMERA ? `${FAKE_CAMERA}=fps=10` : argument,
);
