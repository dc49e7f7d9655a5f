import { DelayRelay } from './support/delay-relay';
import { passTime } from './support/pass-time';
import { startCallThrough } from './support/start-call';
import { expect, type Client, test } from './support/test';
import type { WatchedWindow } from './support/watch-media';

const MINUTES = 5;
/** Time in which audio redundancy and jitter buffers adapt to the loss. */
const SETTLING_MS = 10_000;

interface AudioSamples {
  total: number;
  concealed: number;
}

/** Audio samples that the open connections of the page have received so far. */
const audioSamples = (client: Client): Promise<AudioSamples> =>
  client.page.evaluate(async () => {
    const sum = { total: 0, concealed: 0 };
    for (const pc of (window as unknown as WatchedWindow).parleyTest.connections) {
      if (pc.signalingState === 'closed') continue;
      const reports = (await pc.getStats()).values() as Iterable<Record<string, unknown>>;
      for (const report of reports) {
        if (report['type'] !== 'inbound-rtp' || report['kind'] !== 'audio') continue;
        sum.total += Number(report['totalSamplesReceived']);
        // Silence that the sender announced (DTX) is not a loss.
        sum.concealed +=
          Number(report['concealedSamples']) - Number(report['silentConcealedSamples'] ?? 0);
      }
    }
    return sum;
  });

/**
 * The codecs of the sent microphones. Statistics name Opus even when it is wrapped in RED, so this
 * reads the parameters of the senders.
 */
const audioCodecs = (client: Client): Promise<(string | undefined)[]> =>
  client.page.evaluate(() =>
    (window as unknown as WatchedWindow).parleyTest.connections.map((pc) => {
      const sender = pc.getSenders().find(({ track }) => track?.kind === 'audio');
      const [encoding] = sender?.getParameters().encodings ?? [];
      return (encoding as { codec?: RTCRtpCodec } | undefined)?.codec?.mimeType;
    }),
  );

/** Counts how often the page begins to show 'Reconnecting'. */
const countReconnecting = (client: Client): Promise<void> =>
  client.page.evaluate(() => {
    const reconnecting = { count: 0 };
    Object.assign(window, { parleyReconnecting: reconnecting });
    let before = false;
    new MutationObserver(() => {
      const now = document.body.innerText.includes('Reconnecting');
      if (now && !before) reconnecting.count += 1;
      before = now;
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  });

const readReconnecting = (client: Client): Promise<number> =>
  client.page.evaluate(
    () => (window as unknown as { parleyReconnecting: { count: number } }).parleyReconnecting.count,
  );

interface Losses {
  /** Connections that failed, were closed or were recreated. */
  lost: number;
  /** How often a connection was `disconnected` and recovered by itself. */
  interruptions: number;
}

const countLosses = (client: Client): Promise<void> =>
  client.page.evaluate(() => {
    const { connections } = (window as unknown as WatchedWindow).parleyTest;
    const losses = { lost: -connections.length, interruptions: 0 };
    Object.assign(window, { parleyLosses: losses });
    for (const pc of connections) {
      pc.addEventListener('connectionstatechange', () => {
        if (pc.connectionState === 'disconnected') losses.interruptions += 1;
        if (['failed', 'closed'].includes(pc.connectionState)) losses.lost += 1;
      });
    }
  });

const readLosses = (client: Client): Promise<Losses> =>
  client.page.evaluate(() => {
    const shared = window as unknown as WatchedWindow & { parleyLosses: Losses };
    const { lost, interruptions } = shared.parleyLosses;
    return { lost: lost + shared.parleyTest.connections.length, interruptions };
  });

test(`F11: 20 % packet loss and 100 ± 30 ms for ${MINUTES} minutes end no connection, and speech is audible`, async ({
  browser,
  parley,
}) => {
  test.info().annotations.push({ type: 'seed', description: 'none: packet loss is random' });
  const relay = new DelayRelay({ oneWayMs: 0 });
  const clients = await startCallThrough(relay, browser, parley.url);
  const [ana, ben] = clients;

  relay.conditions = { oneWayMs: 100, jitterMs: 30, loss: 0.2 };
  await passTime(SETTLING_MS);
  for (const client of clients) {
    await countLosses(client);
    await countReconnecting(client);
  }
  const before = await Promise.all(clients.map(audioSamples));
  for (let minute = 1; minute <= MINUTES; minute += 1) {
    await passTime(60_000);
    await ana.say(`Minute ${minute}`);
    await expect(ben.page.getByText(`Minute ${minute}`)).toHaveCount(1);
  }
  const after = await Promise.all(clients.map(audioSamples));
  const shares = clients.map((_, index) => {
    const [from, to] = [before[index], after[index]] as [AudioSamples, AudioSamples];
    return (to.concealed - from.concealed) / (to.total - from.total);
  });
  const description = shares.map((share) => `${(share * 100).toFixed(1)} %`).join(', ');
  test.info().annotations.push({ type: 'concealed audio', description });
  expect(Math.max(...shares), description).toBeLessThanOrEqual(0.15);
  for (const client of clients) {
    const { lost, interruptions } = await readLosses(client);
    test.info().annotations.push({
      type: `interruptions of ${client.name}`,
      description: `${interruptions}`,
    });
    expect(lost).toBe(0);
    expect(await readReconnecting(client)).toBe(0);
    expect(await audioCodecs(client)).toEqual(['audio/red']);
    await expect(client.page.getByText('Reconnecting…')).toHaveCount(0);
    await client.expectMediaFrom(1);
  }
  for (const client of clients) await client.context.close();
  await relay.stop();
});
