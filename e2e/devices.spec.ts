import type { Page } from '@playwright/test';
import type { HardwareWindow } from './support/fake-hardware';
import { meet, stripesOf } from './support/meet-with-hardware';
import { expect, type Client, test } from './support/test';

const unplug = (page: Page, id: string) =>
  page.evaluate((one) => (window as unknown as HardwareWindow).hardware.unplug(one), id);
const plug = (page: Page, id: string) =>
  page.evaluate((one) => (window as unknown as HardwareWindow).hardware.plug(one), id);
const inUse = (page: Page) =>
  page.evaluate(() => (window as unknown as HardwareWindow).hardware.inUse());
const counts = (page: Page) =>
  page.evaluate(() => (window as unknown as HardwareWindow).hardware.counts());

/** Changes the permissions as the switches in the address bar do. */
async function setPermissions({ context, page, url }: Client, setting: 'granted' | 'denied') {
  const target = await context.newCDPSession(page);
  const { browserContextId } = (await target.send('Target.getTargetInfo')).targetInfo;
  const session = await context.browser()!.newBrowserCDPSession();
  for (const name of ['microphone', 'camera']) {
    await session.send('Browser.setPermission', {
      permission: { name },
      setting,
      origin: new URL(url).origin,
      browserContextId,
    });
  }
}

// All steps share one call, because starting a call takes longer than any step.
test('devices are plugged in, unplugged and forbidden during a call without any renegotiation', async ({
  user,
  onDashboard,
}) => {
  const [ana, ben] = [await onDashboard('Ana'), await user('Ben')];
  await meet(ana, ben);
  const { page } = ana;
  const before = await counts(page);
  const toast = (text: string) => page.getByText(text, { exact: true });

  await test.step('devices are changed, unplugged and plugged in again', async () => {
    await expect.poll(async () => (await stripesOf(ben, ana)).red).toBeGreaterThan(50);

    await ana.button('Devices').click();
    for (const [picker, device] of [
      ['Microphone', 'Headset'],
      ['Camera', 'Desk Camera'],
      ['Speaker', 'Headset'],
    ] as const) {
      await page.getByRole('combobox', { name: picker }).click();
      await page.getByRole('option', { name: device, exact: true }).click();
    }
    await ana.button('Done').click();
    await expect.poll(() => inUse(page)).toEqual(['mic-2', 'cam-2']);
    await expect.poll(async () => (await stripesOf(ben, ana)).blue).toBeGreaterThan(50);
    await expect(page.locator('audio')).toHaveAttribute('data-speaker', 'out-2');

    await unplug(page, 'mic-2');
    await unplug(page, 'cam-2');
    await unplug(page, 'out-2');
    await expect(toast('Camera disconnected. Now using Built-in Camera.')).toBeVisible();
    await expect.poll(async () => (await inUse(page)).sort()).toEqual(['cam-1', 'mic-1']);
    await expect(page.locator('audio')).toHaveAttribute('data-speaker', '');
    await expect.poll(async () => (await stripesOf(ben, ana)).red).toBeGreaterThan(50);
    await ben.expectMediaFrom(1);

    await plug(page, 'mic-2');
    await expect.poll(async () => (await inUse(page)).sort()).toEqual(['cam-1', 'mic-2']);
    await plug(page, 'out-2');
    await expect(page.locator('audio')).toHaveAttribute('data-speaker', 'out-2');
    await ben.expectMediaFrom(1);
  });

  await test.step('a headset that was chosen as the default device is unplugged and plugged in again', async () => {
    await ana.button('Devices').click();
    await page.getByRole('combobox', { name: 'Microphone' }).click();
    await page.getByRole('option', { name: 'Default - Headset' }).click();
    await ana.button('Done').click();
    await unplug(page, 'mic-2');
    await expect(toast('Microphone disconnected. Now using Built-in Audio.')).toBeVisible();
    await expect.poll(async () => (await inUse(page)).sort()).toEqual(['cam-1', 'mic-1']);
    await plug(page, 'mic-2');
    await expect(toast('Using Headset again.').first()).toBeVisible();
    await expect.poll(async () => (await inUse(page)).sort()).toEqual(['cam-1', 'mic-2']);
  });

  await test.step('the call notices talking while the microphone is off', async () => {
    await ana.button('Turn microphone off').click();
    await expect(page.getByText('You are muted.', { exact: true })).toBeVisible();
    await ana.button('Turn on').click();
    await expect(ana.button('Turn microphone off')).toBeVisible();
  });

  await test.step('the last microphone is unplugged, and permissions are withdrawn', async () => {
    const microphoneOff = ben.videoOf(ana).getByRole('img', { name: 'Microphone off' });
    await unplug(page, 'mic-2');
    await unplug(page, 'mic-1');
    await expect(microphoneOff).toBeVisible();
    await ana.button('No microphone').click();
    await expect(page.getByRole('dialog', { name: 'Devices' })).toContainText(
      'No microphone was found',
    );
    await ana.button('Done').click();
    await plug(page, 'mic-1');
    await expect(ana.button('Turn microphone off')).toBeVisible();
    await expect(microphoneOff).toHaveCount(0);

    const { asked } = await counts(page);
    await setPermissions(ana, 'denied');
    await expect(ana.button('Microphone not allowed')).toBeVisible();
    await expect(ana.button('Camera not allowed')).toBeVisible();
    await expect(microphoneOff).toBeVisible();
    await expect.poll(() => inUse(page)).toEqual([]);
    expect((await counts(page)).asked).toBe(asked);
    await setPermissions(ana, 'granted');
    await ana.button('Turn microphone on').click();
    await ana.button('Turn camera on').click();
    await expect(microphoneOff).toHaveCount(0);
    await ben.expectMediaFrom(1);
  });

  await test.step('devices change where only one of each kind can be open, also with the microphone off', async () => {
    await page.evaluate(() => (window as unknown as HardwareWindow).hardware.allowOneAtATime());
    await ana.button('Turn microphone off').click();
    await plug(page, 'cam-2');
    await plug(page, 'mic-2');
    await expect.poll(async () => (await inUse(page)).sort()).toEqual(['cam-2', 'mic-2']);
    await expect.poll(async () => (await stripesOf(ben, ana)).blue).toBeGreaterThan(50);
    await ana.button('Devices').click();
    for (const [picker, device] of [
      ['Microphone', 'Built-in Audio'],
      ['Camera', 'Built-in Camera'],
    ] as const) {
      await page.getByRole('combobox', { name: picker }).click();
      await page.getByRole('option', { name: device, exact: true }).click();
    }
    await ana.button('Done').click();
    await expect.poll(async () => (await inUse(page)).sort()).toEqual(['cam-1', 'mic-1']);
    await expect.poll(async () => (await stripesOf(ben, ana)).red).toBeGreaterThan(50);
    await expect(ana.button('Turn microphone on')).toBeVisible();
    await ana.button('Turn microphone on').click();
    await ben.expectMediaFrom(1);
  });

  expect((await counts(page)).descriptions).toBe(before.descriptions);
});
