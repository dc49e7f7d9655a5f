import type { Page } from '@playwright/test';
import { fakeHardware, type HardwareWindow } from './support/fake-hardware';
import { expect, type Person, test } from './support/test';

const unplug = (page: Page, id: string) =>
  page.evaluate((one) => (window as unknown as HardwareWindow).hardware.unplug(one), id);
const plug = (page: Page, id: string) =>
  page.evaluate((one) => (window as unknown as HardwareWindow).hardware.plug(one), id);
const inUse = (page: Page) =>
  page.evaluate(() => (window as unknown as HardwareWindow).hardware.inUse());
const counts = (page: Page) =>
  page.evaluate(() => (window as unknown as HardwareWindow).hardware.counts());

/** How red and how blue the middle of a video is, and how much neighbours differ: 0 to 255. */
function look(video: HTMLVideoElement): { red: number; blue: number; contrast: number } {
  const canvas = document.createElement('canvas');
  canvas.width = 64;
  canvas.height = 1;
  const context = canvas.getContext('2d')!;
  // 64 pixels across four stripes, in the upper left where no one is.
  const scale = video.videoWidth / 320;
  context.drawImage(video, 64 * scale, 40 * scale, 64 * scale, 1, 0, 0, 64, 1);
  const { data } = context.getImageData(0, 0, 64, 1);
  const bright = [0, 2].map((part) => {
    const values = Array.from({ length: 64 }, (_, index) => data[4 * index + part]!);
    return {
      mean: values.reduce((a, b) => a + b) / 64,
      low: Math.min(...values),
      high: Math.max(...values),
    };
  });
  const [red, blue] = bright;
  return {
    red: red!.mean,
    blue: blue!.mean,
    contrast: Math.max(red!.high - red!.low, blue!.high - blue!.low),
  };
}

async function twoPeople(member: (name: string) => Promise<Person>): Promise<[Person, Person]> {
  const ana = await member('Ana');
  const ben = await member('Ben');
  await ana.context.addInitScript(fakeHardware);
  await ana.page.reload();
  const link = await ana.newMeeting();
  await ana.button('Join now').click();
  await ben.join(link);
  await ben.expectMediaFrom(1);
  return [ana, ben];
}

/** As with the switches beside the address of a page. */
async function setPermissions({ context, page, url }: Person, setting: 'granted' | 'denied') {
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

/** Energy of the sound per packet: what arrives, and how loud it is, since the last reading. */
function loudnessFor(listener: Person): () => Promise<number> {
  let last = { audioEnergy: 0, audioPackets: 0 };
  return async () => {
    const now = await listener.received();
    const packets = now.audioPackets - last.audioPackets;
    const energy = now.audioEnergy - last.audioEnergy;
    last = now;
    return packets === 0 ? Number.NaN : energy / packets;
  };
}
/** Energy counts peaks: those of the rustling are half of full scale, and a packet holds 20 ms. */
const HALF_AS_LOUD = (0.5 ** 2 * 0.02) / 2;

const pictureOf = (viewer: Person, shown: Person) =>
  viewer.videoOf(shown).locator('video').evaluate(look);

// One call for all, since bringing two people together takes longer than any of it.
test('devices come, go and are forbidden during a call, without a word between the browsers', async ({
  member,
}) => {
  const [ana, ben] = await twoPeople(member);
  const { page } = ana;
  const before = await counts(page);
  const toast = (text: string) => page.getByText(text, { exact: true });

  await test.step('changed, unplugged and plugged in again', async () => {
    await expect.poll(async () => (await pictureOf(ben, ana)).red).toBeGreaterThan(50);

    await ana.button('Devices').click();
    for (const [picker, device] of [
      ['Microphone', 'Headset'],
      ['Camera', 'Desk Camera'],
      ['Speaker', 'Headset'],
    ] as const) {
      await page.getByRole('combobox', { name: picker }).click();
      await page.getByRole('option', { name: device }).click();
    }
    await ana.button('Done').click();
    await expect.poll(() => inUse(page)).toEqual(['mic-2', 'cam-2']);
    await expect.poll(async () => (await pictureOf(ben, ana)).blue).toBeGreaterThan(50);
    await expect(page.locator('audio')).toHaveAttribute('data-speaker', 'out-2');

    await unplug(page, 'mic-2');
    await unplug(page, 'cam-2');
    await unplug(page, 'out-2');
    await expect(toast('Camera disconnected. Now using Built-in Camera')).toBeVisible();
    await expect.poll(async () => (await inUse(page)).sort()).toEqual(['cam-1', 'mic-1']);
    await expect(page.locator('audio')).toHaveAttribute('data-speaker', '');
    await expect.poll(async () => (await pictureOf(ben, ana)).red).toBeGreaterThan(50);
    await ben.expectMediaFrom(1);

    await plug(page, 'mic-2');
    await expect.poll(async () => (await inUse(page)).sort()).toEqual(['cam-1', 'mic-2']);
    await plug(page, 'out-2');
    await expect(page.locator('audio')).toHaveAttribute('data-speaker', 'out-2');
    await ben.expectMediaFrom(1);
  });

  await test.step('talking while muted, noise suppression and blur', async () => {
    await ana.button('Turn microphone off').click();
    await expect(page.getByText('You are muted', { exact: true })).toBeVisible();
    await ana.button('Turn on').click();
    await expect(ana.button('Turn microphone off')).toBeVisible();

    await expect.poll(async () => (await pictureOf(ben, ana)).contrast).toBeGreaterThan(150);
    await ana.button('Devices').click();
    const noise = page.getByRole('switch', { name: 'Strong noise suppression' });
    const blur = page.getByRole('switch', { name: 'Blur background' });
    const loudness = loudnessFor(ben);
    await expect.poll(loudness).toBeGreaterThan(HALF_AS_LOUD);
    await noise.check();
    await blur.check();
    await expect(page.getByText('Starting…')).toHaveCount(0, { timeout: 30_000 });
    await expect(noise).toBeChecked();
    await expect(blur).toBeChecked();
    await expect.poll(async () => (await pictureOf(ben, ana)).contrast).toBeLessThan(80);
    await expect.poll(loudness).toBeLessThan(HALF_AS_LOUD);
    await blur.uncheck();
    await expect.poll(async () => (await pictureOf(ben, ana)).contrast).toBeGreaterThan(150);
    await noise.uncheck();
    await expect.poll(loudness).toBeGreaterThan(HALF_AS_LOUD);
    await ana.button('Done').click();
  });

  await test.step('no microphone at all, and no permission', async () => {
    const silent = ben.videoOf(ana).getByRole('img', { name: 'Microphone off' });
    await unplug(page, 'mic-2');
    await unplug(page, 'mic-1');
    await expect(silent).toBeVisible();
    await ana.button('No microphone').click();
    await expect(page.getByRole('dialog', { name: 'Devices' })).toContainText(
      'No microphone was found',
    );
    await ana.button('Done').click();
    await plug(page, 'mic-1');
    await expect(ana.button('Turn microphone off')).toBeVisible();
    await expect(silent).toHaveCount(0);

    const { asked } = await counts(page);
    await setPermissions(ana, 'denied');
    await expect(ana.button('Microphone not allowed')).toBeVisible();
    await expect(ana.button('Camera not allowed')).toBeVisible();
    await expect(silent).toBeVisible();
    await expect.poll(() => inUse(page)).toEqual([]);
    expect((await counts(page)).asked).toBe(asked);
    await setPermissions(ana, 'granted');
    await ana.button('Turn microphone on').click();
    await ana.button('Turn camera on').click();
    await expect(silent).toHaveCount(0);
    await ben.expectMediaFrom(1);
  });

  expect((await counts(page)).descriptions).toBe(before.descriptions);
});
