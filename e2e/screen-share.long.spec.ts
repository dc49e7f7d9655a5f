import { chromium, type Page } from '@playwright/test';
import { CHROMIUM_ARGUMENTS, CHROMIUM_PATH } from './support/chromium';
import { meet } from './support/start-call';
import { expect, Client, test } from './support/test';
import type { WatchedWindow } from './support/watch-media';

const TAB = 'Concert';

/** Runs in a page: plays one tone on the left channel and another on the right. */
function play(): void {
  const context = new AudioContext();
  const both = new ChannelMergerNode(context, { numberOfInputs: 2 });
  for (const [side, frequency] of [440, 660].entries()) {
    const tone = new OscillatorNode(context, { frequency });
    tone.connect(both, 0, side);
    tone.start();
  }
  both.connect(context.destination);
}

interface ScreenAudio {
  packets: number;
  energy: number;
}

/** Runs in a page that receives one screen: all audio except that of the microphone. */
async function readScreenAudio(): Promise<ScreenAudio> {
  const audio: ScreenAudio = { packets: 0, energy: 0 };
  for (const pc of (window as unknown as WatchedWindow).parleyTest.connections) {
    if (pc.connectionState !== 'connected') continue;
    for (const { mid, receiver } of pc.getTransceivers().slice(2)) {
      if (mid === null || receiver.track.kind !== 'audio') continue;
      const reports = (await receiver.getStats()).values() as Iterable<Record<string, unknown>>;
      for (const report of reports) {
        if (report['type'] !== 'inbound-rtp') continue;
        audio.packets += Number(report['packetsReceived'] ?? 0);
        audio.energy += Number(report['totalAudioEnergy'] ?? 0);
      }
    }
  }
  return audio;
}

/** Runs in the sharing page: how the audio of the screen is captured and encoded. */
async function readHowSent(): Promise<{ channels: unknown; parameters: unknown }[]> {
  const sent = [];
  for (const pc of (window as unknown as WatchedWindow).parleyTest.connections) {
    for (const { sender } of pc.getTransceivers().slice(2)) {
      if (sender.track?.kind !== 'audio') continue;
      const stats = await sender.getStats();
      const codec = ([...stats.values()] as Record<string, unknown>[]).find(
        ({ type }) => type === 'codec',
      );
      const { channelCount } = sender.track.getSettings() as { channelCount?: number };
      sent.push({ channels: channelCount, parameters: codec?.['sdpFmtpLine'] });
    }
  }
  return sent;
}

test('a shared tab is shown with its audio in stereo, and closing the tab ends the share', async ({
  parley,
}) => {
  // Captures a real tab: without the fake picker, and with audio.
  const browser = await chromium.launch({
    executablePath: CHROMIUM_PATH,
    ignoreDefaultArgs: ['--mute-audio'],
    args: [
      ...CHROMIUM_ARGUMENTS.filter((one) => !/use-fake-ui|auto-select-desktop/.test(one)),
      `--auto-select-tab-capture-source-by-title=${TAB}`,
    ],
  });
  const [ana, ben] = [
    await Client.open(browser, parley.url, 'Ana'),
    await Client.open(browser, parley.url, 'Ben'),
  ];
  await ana.register();
  await ben.signUp();
  await meet([ana, ben]);
  const tab: Page = await ana.context.newPage();
  await tab.setContent(`<title>${TAB}</title><h1>${TAB}</h1>`);
  await tab.evaluate(play);
  await ana.page.bringToFront();

  await ana.button('Share screen').click();
  const screen = ben.page.getByRole('figure', { name: 'Screen of Ana', exact: true });
  await expect(screen.locator('video')).toBeVisible();
  const screenAudio = () => ben.page.evaluate(readScreenAudio);
  await expect.poll(async () => (await screenAudio()).packets).toBeGreaterThan(50);
  await expect.poll(async () => (await screenAudio()).energy).toBeGreaterThan(0.1);
  const [how] = await ana.page.evaluate(readHowSent);
  expect(how).toEqual({ channels: 2, parameters: expect.stringContaining('stereo=1') });
  expect(how?.parameters).not.toContain('usedtx');

  await tab.close();
  await expect(screen).toHaveCount(0);
  await expect(ana.button('Share screen')).toBeVisible();
  const { packets } = await screenAudio();
  await ben.expectMediaFrom(1);
  expect((await screenAudio()).packets).toBe(packets);
  for (const client of [ana, ben]) await client.expectClean();
  await browser.close();
});

test('two participants share their screens at the same moment, and both shares arrive', async ({
  user,
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  const ben = await user('Ben');
  await meet([ana, ben]);

  await Promise.all([ana.button('Share screen').click(), ben.button('Share screen').click()]);
  await expect(
    ana.page.getByRole('figure', { name: 'Screen of Ben' }).locator('video'),
  ).toBeVisible();
  await expect(
    ben.page.getByRole('figure', { name: 'Screen of Ana' }).locator('video'),
  ).toBeVisible();
  await ana.button('Stop sharing').click();
  await expect(ben.page.getByRole('figure', { name: 'Screen of Ana' })).toHaveCount(0);
  await ana.expectMediaFrom(1);
  await ben.expectMediaFrom(1);
});
