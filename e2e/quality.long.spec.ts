import { DelayRelay } from './support/delay-relay';
import { startCallThrough } from './support/start-call';
import { expect, type Client, test } from './support/test';

/** Longer than two bad stats samples or ten good seconds take. */
const SLOWLY = { timeout: 60_000 };

test('packet loss shows with its reason, the low-connection mode is offered, and the quality indicator recovers', async ({
  browser,
  parley,
}) => {
  const relay = new DelayRelay({ oneWayMs: 5 });
  const clients = await startCallThrough(relay, browser, parley.url);
  const [ana, ben] = clients;
  const indicatorOf = (client: Client, name: RegExp) =>
    ana.videoOf(client).getByRole('img', { name, exact: true });
  await expect(indicatorOf(ben, /^Connection of Ben: good$/)).toBeVisible(SLOWLY);

  relay.conditions = { oneWayMs: 5, loss: 0.25 };
  await expect(
    indicatorOf(ben, /^Connection of Ben: poor — \d+% of the data is lost$/),
  ).toBeVisible(SLOWLY);
  await expect(indicatorOf(ana, /^Your connection: poor — \d+% of the data is lost$/)).toBeVisible(
    SLOWLY,
  );
  await expect(ana.button('Not now')).toBeVisible(SLOWLY);
  await ana.button('Turn on low-connection mode').click();
  await expect(ana.button('Turn on low-connection mode')).toBeHidden();
  await expect(ana.videoOf(ben)).toContainText('Camera paused to save data');

  relay.conditions = { oneWayMs: 5 };
  await expect(indicatorOf(ben, /^Connection of Ben: good$/)).toBeVisible(SLOWLY);
  for (const client of clients) {
    await client.expectClean();
    await client.context.close();
  }
  await relay.stop();
});

interface TonesWindow {
  /** Frequencies in hertz, in the order in which they were played. */
  parleyTones: number[];
}

/** Runs in a page before its scripts: records the tones that it plays. */
function noteTones(): void {
  const tones: number[] = [];
  Object.assign(window, { parleyTones: tones });
  const { start } = OscillatorNode.prototype;
  OscillatorNode.prototype.start = function begin(this: OscillatorNode, when?: number) {
    tones.push(this.frequency.value);
    start.call(this, when);
  };
}

test('a notice and a tone report that all media is lost while the server is reachable', async ({
  browser,
  parley,
}) => {
  const relay = new DelayRelay({ oneWayMs: 5 });
  const [ana, ben] = await startCallThrough(relay, browser, parley.url, noteTones);
  const tones = () => ana.page.evaluate(() => (window as unknown as TonesWindow).parleyTones);
  const notice = ana.page
    .getByRole('status')
    .filter({ hasText: 'Audio and video are interrupted' });

  relay.conditions = { oneWayMs: 5, loss: 1 };
  await expect(notice).toBeVisible(SLOWLY);
  await expect.poll(tones).toEqual([520, 390]);
  await ana.say('The server still carries this');
  await expect(ben.page.getByText('The server still carries this')).toHaveCount(1);

  relay.conditions = { oneWayMs: 5 };
  await expect(notice).toBeHidden(SLOWLY);
  await expect.poll(tones).toEqual([520, 390, 390, 520]);
  for (const client of [ana, ben]) await client.expectMediaFrom(1);
  for (const client of [ana, ben]) await client.context.close();
  await relay.stop();
});
