import { connectionStories } from '@parley/shared/connection-story';
import { DelayRelay } from './support/delay-relay';
import { passTime } from './support/pass-time';
import { readRecord } from './support/record';
import { startCallThrough } from './support/start-call';
import { expect, test } from './support/test';

/** Long enough that the first report, after half a minute, is about the good network. */
const GOOD_MS = 35_000;
/** At least one whole minute of the meeting. */
const BAD_MS = 125_000;
/** Until the minute is over in which the network became good again, and the next one. */
const AFTER_MS = 125_000;

test('the record tells the loss and the delay of a bad network, and when it was over', async ({
  browser,
  parley,
}) => {
  test.info().annotations.push({ type: 'seed', description: 'none: packet loss is random' });
  const relay = new DelayRelay({ oneWayMs: 0 });
  const clients = await startCallThrough(relay, browser, parley.url);
  const [ana] = clients;
  await passTime(GOOD_MS);
  const early = await readRecord(ana);
  const first = { uplinkLoss: 0, downlinkLoss: 0 };
  expect(early.connections.map(({ minutes }) => minutes)).toMatchObject([[first], [first]]);

  relay.conditions = { oneWayMs: 200, loss: 0.1 };
  await passTime(BAD_MS);
  relay.conditions = { oneWayMs: 0 };
  await passTime(AFTER_MS);

  const record = await readRecord(ana);
  const stories = connectionStories(record, { time: (at) => at.slice(11, 16) });
  const description = stories.flatMap(({ sentences }) => sentences.map(({ text }) => text));
  test.info().annotations.push({ type: 'story', description: description.join('; ') });
  for (const { minutes } of record.connections) {
    const worst = (field: 'uplinkLoss' | 'downlinkLoss' | 'rttMs') =>
      Math.max(...minutes.map((minute) => minute[field]));
    for (const loss of [worst('uplinkLoss'), worst('downlinkLoss')]) {
      expect(loss, description.join('; ')).toBeGreaterThanOrEqual(7);
      expect(loss, description.join('; ')).toBeLessThanOrEqual(14);
    }
    expect(worst('rttMs')).toBeGreaterThanOrEqual(300);
    expect(worst('rttMs')).toBeLessThanOrEqual(600);
    // The first minute, those of the bad network, and the one that says that it is over.
    expect(minutes.length).toBeLessThanOrEqual(6);
    expect(minutes.at(-1)).toMatchObject({ uplinkLoss: 0, downlinkLoss: 0 });
  }
  for (const client of clients) await client.context.close();
  await relay.stop();
});
