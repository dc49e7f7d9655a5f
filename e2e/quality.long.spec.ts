import { DelayRelay } from './support/delay-relay';
import { startCallThrough } from './support/start-call';
import { expect, type Person, test } from './support/test';

/** Longer than two bad measures, or ten calm seconds, take. */
const MEASURED = { timeout: 60_000 };

test('a lossy line shows with its reason, saving data is offered, and the mark recovers', async ({
  browser,
  parley,
}) => {
  const relay = new DelayRelay({ oneWayMs: 5 });
  const people = await startCallThrough(relay, browser, parley.url);
  const [ana, ben] = people;
  const markOf = (person: Person, name: RegExp) =>
    ana.videoOf(person).getByRole('img', { name, exact: true });
  await expect(markOf(ben, /^Connection of Ben: good$/)).toBeVisible(MEASURED);

  relay.weather = { oneWayMs: 5, loss: 0.25 };
  await expect(markOf(ben, /^Connection of Ben: poor — \d+% of packets lost$/)).toBeVisible(
    MEASURED,
  );
  await expect(markOf(ana, /^Your connection: poor — \d+% of packets lost$/)).toBeVisible(MEASURED);
  await expect(ana.button('Not now')).toBeVisible(MEASURED);
  await ana.button('Save data').click();
  await expect(ana.button('Save data')).toBeHidden();
  await expect(ana.videoOf(ben)).toContainText('Camera paused to save data');

  relay.weather = { oneWayMs: 5 };
  await expect(markOf(ben, /^Connection of Ben: good$/)).toBeVisible(MEASURED);
  for (const person of people) {
    await person.expectClean();
    await person.context.close();
  }
  await relay.stop();
});
