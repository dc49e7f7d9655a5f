import type { Page } from '@playwright/test';
import { fakeHardware, type HardwareWindow } from './support/fake-hardware';
import { expectAccessible, expectNoSideways } from './support/accessible';
import { expect, test } from './support/test';

const PHONE = { width: 360, height: 640 };
const DESKTOP = { width: 1440, height: 900 };

async function expectAccessibleAndFitting(page: Page): Promise<void> {
  await expectAccessible(page);
  await expectNoSideways(page);
}

test('a signed-out user checks browser and devices, on a phone and on a desktop', async ({
  client,
}) => {
  const signedOut = await client('Signed out', { viewport: PHONE });
  const { page } = signedOut;
  // Without animations, axe sees the final colours.
  await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'light' });
  await page.goto('/check');
  await signedOut.expectPage('Check before a call');
  const main = page.getByRole('main');
  await expect(main).toContainText('The browser can make calls');
  await signedOut.button('Start check').click();
  await expect(main).toContainText('You can be heard');
  await expect(main).toContainText('The camera works');
  await expect(main.getByLabel('Level of your microphone')).toBeVisible();
  await expect(main).toContainText('Connected to the server');
  await expect(main.getByRole('link', { name: 'Sign in' })).toBeVisible();
  await expect(signedOut.button('Check again')).toBeEnabled();
  await expectAccessibleAndFitting(page);
  await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'dark' });
  await page.setViewportSize(DESKTOP);
  await expectAccessibleAndFitting(page);
});

test('the check uses the devices that a call would use, and devices chosen there apply to calls', async ({
  client,
}) => {
  const signedOut = await client('Signed out');
  const { page } = signedOut;
  await page.addInitScript(fakeHardware);
  await page.addInitScript(() => {
    const played: (string | undefined)[] = [];
    const { play } = HTMLMediaElement.prototype;
    HTMLMediaElement.prototype.play = function record(this: HTMLMediaElement) {
      if (this instanceof HTMLAudioElement) played.push(this.dataset['speaker']);
      return Reflect.apply(play, this, []);
    };
    Object.assign(window, { played });
  });
  const main = page.getByRole('main');
  const inUse = () =>
    page.evaluate(() => (window as unknown as HardwareWindow).hardware.inUse().sort());
  const choose = async (picker: string, device: string): Promise<void> => {
    await page.getByRole('combobox', { name: picker }).click();
    await page.getByRole('option', { name: device, exact: true }).click();
  };
  const check = async (): Promise<void> => {
    await page.goto('/check');
    await signedOut.expectPage('Check before a call');
    await signedOut.button('Start check').click();
  };

  await check();
  await expect(main).toContainText('The microphone works: Default - Built-in Audio');
  await choose('Microphone', 'Headset');
  await choose('Camera', 'Desk Camera');
  await choose('Speaker', 'Headset');
  await expect(main).toContainText('The microphone works: Headset');
  await expect(main).toContainText('The camera works: Desk Camera');
  await expect.poll(inUse).toEqual(['cam-2', 'mic-2']);
  await signedOut.button('Test speaker').click();
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { played: string[] }).played))
    .toContain('out-2');

  const selfView = main.getByLabel('Your camera');
  await expect(selfView).not.toHaveCSS('transform', 'none');
  await page.evaluate(() => localStorage.setItem('parley:mirror', 'off'));

  await check();
  await expect(main).toContainText('The microphone works: Headset');
  await expect(page.getByRole('combobox', { name: 'Speaker' })).toHaveText('Headset');
  await expect(selfView).toHaveCSS('transform', 'none');
  await expect.poll(inUse).toEqual(['cam-2', 'mic-2']);
});

test('a denied device comes with advice, and the check reports a server without a relay', async ({
  onDashboard,
}) => {
  const ana = await onDashboard('Ana', { permissions: [] });
  await ana.newMeeting();
  await ana.page.getByRole('link', { name: 'Check your connection' }).click();
  await ana.expectPage('Check before a call');
  await ana.page.evaluate(() => {
    const denied = new DOMException('Permission denied', 'NotAllowedError');
    navigator.mediaDevices.getUserMedia = () => Promise.reject(denied);
  });
  await ana.button('Start check').click();
  const main = ana.page.getByRole('main');
  await expect(main).toContainText('The browser may not use the microphone');
  await expect(main).toContainText('Connected to the server');
  await expect(main).toContainText('This server has no relay');
  await ana.page.getByRole('link', { name: 'Back to the meeting' }).click();
  await expect(ana.button('Join now')).toBeVisible();
});
