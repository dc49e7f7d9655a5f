import { AUDIO, chooseAbout, gather } from './support/hosted-call';
import { test } from './support/sfu-test';
import { type Client, expect } from './support/test';

/** Ana hosts a meeting with Ben and Cem, without cameras, on the SFU. */
async function meetOnSfu(
  onDashboard: (name: string, options: object) => Promise<Client>,
  user: (name: string, options: object) => Promise<Client>,
): Promise<[Client, Client, Client]> {
  const all: [Client, Client, Client] = [
    await onDashboard('Ana', AUDIO),
    await user('Ben', AUDIO),
    await user('Cem', AUDIO),
  ];
  await gather(all);
  for (const client of all) await client.expectConnections(1, 60_000);
  return all;
}

/** How many participants a client can hear. */
const voices = ({ page }: Client) =>
  page.evaluate(() => {
    const isAudible = ({ srcObject }: HTMLAudioElement) =>
      srcObject instanceof MediaStream &&
      srcObject.getAudioTracks().some((track) => track.readyState === 'live' && !track.muted);
    return [...document.querySelectorAll('audio')].filter(isAudible).length;
  });

test('the SFU drops a microphone that a host forbids, and forwards it again when the host asks', async ({
  onDashboard,
  user,
}) => {
  const [ana, ben, cem] = await meetOnSfu(onDashboard, user);
  await expect.poll(() => voices(cem)).toBe(2);
  await ana.openPeople();
  await chooseAbout(ana, ben, 'Mute until asked');
  await expect.poll(() => voices(cem)).toBe(1);
  await chooseAbout(ana, ben, 'Ask to unmute');
  await ben.button('Unmute').click();
  await expect.poll(() => voices(cem)).toBe(2);
});

test('a removed participant is out of the SFU, also if its client keeps sending', async ({
  onDashboard,
  user,
}) => {
  const [ana, ben, cem] = await meetOnSfu(onDashboard, user);
  await expect.poll(() => voices(cem)).toBe(2);
  // A client that does not close its connections, and whose signaling goes on.
  await ben.page.evaluate(() => {
    RTCPeerConnection.prototype.close = () => undefined;
    WebSocket.prototype.close = () => undefined;
  });
  await ana.openPeople();
  await chooseAbout(ana, ben, 'Remove');
  await expect(cem.videoOf(ben)).toHaveCount(0);
  await expect.poll(() => voices(cem)).toBe(1);
});
