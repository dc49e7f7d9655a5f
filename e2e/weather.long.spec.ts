import { DelayRelay } from './support/delay-relay';
import { startCallThrough } from './support/start-call';
import { expect, type Client, test } from './support/test';
import type { WatchedWindow } from './support/watch-media';

const MINUTES = 5;
/** Until Opus' redundancy and the jitter buffers have learnt of the weather. */
const SETTLING_MS = 10_000;

interface Heard {
  total: number;
  concealed: number;
}

/** Samples heard so far on the connections that stand, in the page. */
const heard = (client: Client): Promise<Heard> =>
  client.page.evaluate(async () => {
    const sum = { total: 0, concealed: 0 };
    for (const pc of (window as unknown as WatchedWindow).parleyTest.connections) {
      if (pc.signalingState === 'closed') continue;
      const reports = (await pc.getStats()).values() as Iterable<Record<string, unknown>>;
      for (const report of reports) {
        if (report['type'] !== 'inbound-rtp' || report['kind'] !== 'audio') continue;
        sum.total += Number(report['totalSamplesReceived']);
        // Silence that the sender announced is no loss.
        sum.concealed +=
          Number(report['concealedSamples']) - Number(report['silentConcealedSamples'] ?? 0);
      }
    }
    return sum;
  });

/**
 * What the microphones are sent as. The statistics name Opus also where it travels in RED, so the
 * senders are asked.
 */
const soundSentAs = (client: Client): Promise<(string | undefined)[]> =>
  client.page.evaluate(() =>
    (window as unknown as WatchedWindow).parleyTest.connections.map((pc) => {
      const sender = pc.getSenders().find(({ track }) => track?.kind === 'audio');
      const [encoding] = sender?.getParameters().encodings ?? [];
      return (encoding as { codec?: RTCRtpCodec } | undefined)?.codec?.mimeType;
    }),
  );

/** Counts how often the page says that it, or somebody, reconnects. */
const watchWords = (client: Client): Promise<void> =>
  client.page.evaluate(() => {
    const words = { said: 0 };
    Object.assign(window, { parleyWords: words });
    let before = false;
    new MutationObserver(() => {
      const now = document.body.innerText.includes('Reconnecting');
      if (now && !before) words.said += 1;
      before = now;
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  });

const readWords = (client: Client): Promise<number> =>
  client.page.evaluate(
    () => (window as unknown as { parleyWords: { said: number } }).parleyWords.said,
  );

interface Ends {
  /** Connections that failed, were closed or were made anew. */
  lost: number;
  /** Moments without an answer that healed by themselves (`disconnected`). */
  doubts: number;
}

const watchEnds = (client: Client): Promise<void> =>
  client.page.evaluate(() => {
    const { connections } = (window as unknown as WatchedWindow).parleyTest;
    const ends = { lost: -connections.length, doubts: 0 };
    Object.assign(window, { parleyEnds: ends });
    for (const pc of connections) {
      pc.addEventListener('connectionstatechange', () => {
        if (pc.connectionState === 'disconnected') ends.doubts += 1;
        if (['failed', 'closed'].includes(pc.connectionState)) ends.lost += 1;
      });
    }
  });

const readEnds = (client: Client): Promise<Ends> =>
  client.page.evaluate(() => {
    const shared = window as unknown as WatchedWindow & { parleyEnds: Ends };
    const { lost, doubts } = shared.parleyEnds;
    return { lost: lost + shared.parleyTest.connections.length, doubts };
  });

test(`F11: a fifth of all packets lost and 100 ± 30 ms for ${MINUTES} minutes: nobody drops, speech is heard`, async ({
  browser,
  parley,
}) => {
  test.info().annotations.push({ type: 'seed', description: 'none: packets are lost at random' });
  const relay = new DelayRelay({ oneWayMs: 0 });
  const clients = await startCallThrough(relay, browser, parley.url);
  const [ana, ben] = clients;

  relay.weather = { oneWayMs: 100, jitterMs: 30, loss: 0.2 };
  await ana.page.waitForTimeout(SETTLING_MS);
  for (const client of clients) {
    await watchEnds(client);
    await watchWords(client);
  }
  const before = await Promise.all(clients.map(heard));
  for (let minute = 1; minute <= MINUTES; minute += 1) {
    await ana.page.waitForTimeout(60_000);
    await ana.say(`Minute ${minute}`);
    await expect(ben.page.getByText(`Minute ${minute}`)).toHaveCount(1);
  }
  const after = await Promise.all(clients.map(heard));
  const shares = clients.map((_, index) => {
    const [from, to] = [before[index], after[index]] as [Heard, Heard];
    return (to.concealed - from.concealed) / (to.total - from.total);
  });
  const description = shares.map((share) => `${(share * 100).toFixed(1)} %`).join(', ');
  test.info().annotations.push({ type: 'concealed audio', description });
  expect(Math.max(...shares), description).toBeLessThanOrEqual(0.15);
  for (const client of clients) {
    const { lost, doubts } = await readEnds(client);
    test.info().annotations.push({ type: `doubts of ${client.name}`, description: `${doubts}` });
    expect(lost).toBe(0);
    expect(await readWords(client)).toBe(0);
    expect(await soundSentAs(client)).toEqual(['audio/red']);
    await expect(client.page.getByText('Reconnecting…')).toHaveCount(0);
    await client.expectMediaFrom(1);
  }
  for (const client of clients) await client.context.close();
  await relay.stop();
});
