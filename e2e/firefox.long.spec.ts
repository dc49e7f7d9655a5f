import { DelayRelay } from './support/delay-relay';
import { fakeHardware, type HardwareWindow } from './support/fake-hardware';
import { FirefoxClient, whyNoFirefox } from './support/firefox-client';
import { passTime } from './support/pass-time';
import { expect, Client, test } from './support/test';
import type { WatchedWindow } from './support/watch-media';

const reason = whyNoFirefox();
test.skip(reason !== null, reason ?? '');

let ben: FirefoxClient;
test.beforeEach(async ({ parley }) => {
  ben = await FirefoxClient.open(parley.url, 'Ben');
});
test.afterEach(() => ben.close());

/** Starts a call of Ana in Chromium and Ben in Firefox and returns its link. */
async function meet(ana: Client): Promise<string> {
  const link = await ana.newMeeting();
  await ana.button('Join now').click();
  await ana.expectInCall();
  await ben.registerAt(link);
  await ben.join();
  await ana.expectMediaFrom(1);
  await ben.expectMediaFrom(1);
  return link;
}

/** Runs in the page: the ICE user name fragments of its open connections. An ICE restart changes them. */
function readUfrags(): string[] {
  return (window as unknown as WatchedWindow).parleyTest.connections
    .filter(({ signalingState }) => signalingState !== 'closed')
    .map((pc) => /a=ice-ufrag:(\S+)/.exec(pc.currentLocalDescription?.sdp ?? '')?.[1] ?? '');
}

function restartIce(): void {
  for (const pc of (window as unknown as WatchedWindow).parleyTest.connections) {
    if (pc.signalingState !== 'closed') pc.restartIce();
  }
}

test('preconnect works from Firefox and to Firefox, and carries no media before joining', async ({
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  const link = await meet(ana);

  // The room preconnects Ben because he has attended before.
  await ben.press('Leave');
  await ben.expectButton('Rejoin');
  await ben.goto(link);
  await ben.expectButton('Join now');
  await expect.poll(async () => (await ben.received()).connected).toBe(1);
  expect(await ben.received()).toMatchObject({ framesDecoded: 0, audioPackets: 0 });
  await ben.join();
  await ana.expectMediaFrom(1);
  await ben.expectMediaFrom(1);

  await ana.leave();
  await ana.page.goto(link);
  await expect(ana.button('Join now')).toBeVisible();
  await expect.poll(async () => (await ana.received()).connected).toBe(1);
  expect(await ana.received()).toMatchObject({ framesDecoded: 0, audioPackets: 0 });
  await ana.button('Join now').click();
  await ana.expectInCall();
  await ana.expectMediaFrom(1);
  await ben.expectMediaFrom(1);
  await ben.expectClean();
});

for (const seconds of [5, 60]) {
  test(`media between Firefox and Chromium that is lost for ${seconds} s comes back by itself`, async ({
    browser,
    parley,
  }) => {
    const relay = new DelayRelay({ oneWayMs: 1 });
    const ana = await Client.open(browser, parley.url, 'Ana');
    await relay.routeContext(ana.context);
    await relay.routeFirefox(ben.page);
    await ana.register();
    await meet(ana);

    relay.conditions = { oneWayMs: 1, loss: 1 };
    const both = () => Promise.all([ana.received(), ben.received()]);
    // Packets in flight arrive within a second.
    await passTime(1_000);
    const atFirst = await both();
    await passTime(seconds * 1_000 - 1_000);
    for (const [index, { audioPackets }] of (await both()).entries()) {
      // A recreated connection counts from zero.
      expect(audioPackets).toBeLessThanOrEqual(atFirst[index]?.audioPackets ?? 0);
    }
    relay.conditions = { oneWayMs: 1 };

    await ana.expectMediaFrom(1);
    await ben.expectMediaFrom(1);
    await expect(ana.page.getByText('Reconnecting')).toHaveCount(0);
    await ben.expectNoText('Reconnecting');
    await expect(ana.videoOf('Ben')).toBeVisible();
    await ben.expectClean();
    await ana.expectClean();
    await ana.context.close();
    await relay.stop();
  });
}

test('an ICE restart from Firefox or Chromium keeps the connection and its media', async ({
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  await meet(ana);
  const restarts = [() => ben.page.evaluate(restartIce), () => ana.page.evaluate(restartIce)];
  for (const restart of restarts) {
    const [ofAna, ofBen] = [
      await ana.page.evaluate(readUfrags),
      await ben.page.evaluate(readUfrags),
    ];
    await restart();
    await expect.poll(() => ana.page.evaluate(readUfrags)).not.toEqual(ofAna);
    await expect.poll(() => ben.page.evaluate(readUfrags)).not.toEqual(ofBen);
    expect(await ana.page.evaluate(readUfrags)).toHaveLength(1);
    await ana.expectMediaFrom(1);
    await ben.expectMediaFrom(1);
  }
  await ben.expectClean();
});

test('Firefox replaces an unplugged device and uses it again when it is back', async ({
  onDashboard,
}) => {
  await ben.page.evaluateOnNewDocument(fakeHardware);
  const ana = await onDashboard('Ana');
  await meet(ana);
  const change = (how: 'plug' | 'unplug', id: string) =>
    ben.page.evaluate(
      (way, one) => (window as unknown as HardwareWindow).hardware[way](one),
      how,
      id,
    );
  const inUse = () =>
    ben.page.evaluate(() => (window as unknown as HardwareWindow).hardware.inUse().sort());
  const described = () =>
    ben.page.evaluate(() => (window as unknown as HardwareWindow).hardware.counts().descriptions);
  await expect.poll(inUse).toEqual(['cam-1', 'mic-1']);
  const before = await described();

  await change('unplug', 'cam-1');
  await change('unplug', 'mic-1');
  await ben.expectText('Camera disconnected. Now using Desk Camera.');
  await expect.poll(inUse).toEqual(['cam-2', 'mic-2']);
  await ana.expectMediaFrom(1);
  await change('plug', 'cam-1');
  await change('plug', 'mic-1');
  await expect.poll(inUse).toEqual(['cam-1', 'mic-1']);
  await ana.expectMediaFrom(1);
  expect(await described()).toBe(before);
  await ben.expectClean();
});

test('the check in Firefox finds browser, devices and server, and says what Firefox does not support', async () => {
  await ben.goto('/check');
  await ben.press('Start check');
  for (const finding of [
    'The browser can make calls',
    'The screen can be shared, but this browser leaves out its audio',
    'The speaker can be chosen',
    'The microphone works',
    // Firefox measures audio levels only on a machine with an audio output.
    /You can be heard|This browser cannot measure how loud you are here/,
    'The camera works',
    'Connected to the server',
  ]) {
    await ben.expectText(finding);
  }
  await ben.expectButton('Check again');
  await ben.expectClean();
});
