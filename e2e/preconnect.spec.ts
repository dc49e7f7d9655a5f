import { passTime } from './support/pass-time';
import { makeRoom } from './support/rest';
import { expect, type Client, test } from './support/test';
import { readVideoSent } from './support/video-sent';
import type { WatchedWindow } from './support/watch-media';

/** Ana is in Ben's room, so Ben preconnects in its lobby. */
async function benInTheLobby(ana: Client, ben: Client): Promise<void> {
  const link = await makeRoom(ben, 4);
  await ana.join(link);
  await ben.page.goto(link);
  await expect(ben.button('Join now')).toBeVisible();
  for (const someone of [ana, ben]) {
    await expect.poll(async () => (await someone.received()).connected).toBe(1);
  }
}

/** Runs in a page: sends camera and microphone over its connection. */
async function sendAtOnce(): Promise<void> {
  const [connection] = (window as unknown as WatchedWindow).parleyTest.connections;
  if (!connection) throw new Error('There is no connection');
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
  for (const { sender, receiver } of connection.getTransceivers()) {
    const track = stream.getTracks().find(({ kind }) => kind === receiver.track.kind);
    if (track) await sender.replaceTrack(track);
  }
}

test('preconnect makes a connection before joining that carries no media', async ({ user }) => {
  const [ana, ben] = [await user('Ana'), await user('Ben')];
  await benInTheLobby(ana, ben);
  // Long enough for audio and video to arrive if any were sent.
  await passTime(1_000);
  for (const someone of [ana, ben]) {
    const received = await someone.received();
    expect(received).toMatchObject({ framesDecoded: 0, audioPackets: 0 });
  }
  await expect(ana.videoOf(ben)).toBeHidden();

  await ben.button('Join now').click();
  await ben.expectInCall();
  await ana.expectMediaFrom(1);
  await ben.expectMediaFrom(1);
  const marks = await ben.page.evaluate(() =>
    performance.getEntriesByType('mark').map(({ name }) => name),
  );
  // Media may arrive before the ack; the steps of connecting were over before the click.
  expect(new Set(marks.filter((name) => name.startsWith('parley:join:')))).toEqual(
    new Set(['click', 'ack', 'track', 'firstFrame'].map((step) => `parley:join:${step}`)),
  );
});

test('media that a lobby client sends is not decoded, and is shown as soon as it has joined', async ({
  user,
}) => {
  const [ana, ben] = [await user('Ana'), await user('Ben')];
  await benInTheLobby(ana, ben);
  await ben.page.evaluate(sendAtOnce);
  const framesSent = async () => (await ben.page.evaluate(readVideoSent)).framesSent;
  await expect.poll(framesSent).toBeGreaterThanOrEqual(30);
  expect(await ana.received()).toMatchObject({ framesDecoded: 0, audioEnergy: 0 });
  await ben.button('Join now').click();
  await ben.expectInCall();
  await ana.expectMediaFrom(1);
  await ben.expectMediaFrom(1);
});

test('participants see how many users are in the lobby, and leaving the lobby closes its connections', async ({
  user,
}) => {
  const [ana, ben] = [await user('Ana'), await user('Ben')];
  await benInTheLobby(ana, ben);
  await expect(ana.page.getByText('1 in the lobby')).toBeVisible();
  await ben.page.goto('/');
  await expect.poll(async () => (await ana.received()).connected).toBe(0);
  await expect(ana.page.getByText('in the lobby')).toBeHidden();
});
