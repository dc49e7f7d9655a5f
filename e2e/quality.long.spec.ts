import { DelayRelay } from './support/delay-relay';
import { startCallThrough } from './support/start-call';
import { expect, type Client, test } from './support/test';

/** Longer than two bad measures, or ten calm seconds, take. */
const MEASURED = { timeout: 60_000 };

test('a lossy line shows with its reason, the low-connection mode is offered, and the mark recovers', async ({
  browser,
  parley,
}) => {
  const relay = new DelayRelay({ oneWayMs: 5 });
  const clients = await startCallThrough(relay, browser, parley.url);
  const [ana, ben] = clients;
  const markOf = (client: Client, name: RegExp) =>
    ana.videoOf(client).getByRole('img', { name, exact: true });
  await expect(markOf(ben, /^Connection of Ben: good$/)).toBeVisible(MEASURED);

  relay.weather = { oneWayMs: 5, loss: 0.25 };
  await expect(markOf(ben, /^Connection of Ben: poor — \d+% of the data is lost$/)).toBeVisible(
    MEASURED,
  );
  await expect(markOf(ana, /^Your connection: poor — \d+% of the data is lost$/)).toBeVisible(
    MEASURED,
  );
  await expect(ana.button('Not now')).toBeVisible(MEASURED);
  await ana.button('Turn on low-connection mode').click();
  await expect(ana.button('Turn on low-connection mode')).toBeHidden();
  await expect(ana.videoOf(ben)).toContainText('Camera paused to save data');

  relay.weather = { oneWayMs: 5 };
  await expect(markOf(ben, /^Connection of Ben: good$/)).toBeVisible(MEASURED);
  for (const client of clients) {
    await client.expectClean();
    await client.context.close();
  }
  await relay.stop();
});

interface TonesWindow {
  /** Hertz, in the order that they were played. */
  parleyTones: number[];
}

/** Runs in a page before its scripts. */
function noteTones(): void {
  const tones: number[] = [];
  Object.assign(window, { parleyTones: tones });
  const { start } = OscillatorNode.prototype;
  OscillatorNode.prototype.start = function begin(this: OscillatorNode, when?: number) {
    tones.push(this.frequency.value);
    start.call(this, when);
  };
}

test('all sound and pictures are lost while the server is there: a line and a sound say so', async ({
  browser,
  parley,
}) => {
  const relay = new DelayRelay({ oneWayMs: 5 });
  const [ana, ben] = await startCallThrough(relay, browser, parley.url, noteTones);
  const tones = () => ana.page.evaluate(() => (window as unknown as TonesWindow).parleyTones);
  const line = ana.page
    .getByRole('status')
    .filter({ hasText: 'Sound and pictures are interrupted' });

  relay.weather = { oneWayMs: 5, loss: 1 };
  await expect(line).toBeVisible(MEASURED);
  await expect.poll(tones).toEqual([520, 390]);
  await ana.say('The server still carries this');
  await expect(ben.page.getByText('The server still carries this')).toHaveCount(1);

  relay.weather = { oneWayMs: 5 };
  await expect(line).toBeHidden(MEASURED);
  await expect.poll(tones).toEqual([520, 390, 390, 520]);
  for (const client of [ana, ben]) await client.expectMediaFrom(1);
  for (const client of [ana, ben]) await client.context.close();
  await relay.stop();
});
