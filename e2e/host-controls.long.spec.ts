import { AUDIO, chooseAbout, gather } from './support/hosted-call';
import { expect, test } from './support/test';

interface TimedWindow {
  /** When a menu item was clicked, and when a peer connection was closed (milliseconds since 1970). */
  clickedAt?: number;
  closedAt?: number;
}

test('a peer closes its connection to a removed participant within a second of the click', async ({
  user,
  onDashboard,
}) => {
  const ana = await onDashboard('Ana', AUDIO);
  const ben = await user('Ben', AUDIO);
  const cem = await user('Cem', AUDIO);
  await cem.context.addInitScript(() => {
    const close = RTCPeerConnection.prototype.close;
    RTCPeerConnection.prototype.close = function closeAndNote() {
      (window as TimedWindow).closedAt = Date.now();
      close.call(this);
    };
  });
  await gather([ana, ben, cem]);
  await cem.expectConnections(2);
  await cem.page.evaluate(() => delete (window as TimedWindow).closedAt);
  await ana.openPeople();
  await ana.page.evaluate(() => {
    window.addEventListener('click', () => ((window as TimedWindow).clickedAt = Date.now()), true);
  });
  await chooseAbout(ana, ben, 'Remove');
  await cem.expectConnections(1);
  const clickedAt = await ana.page.evaluate(() => (window as TimedWindow).clickedAt ?? 0);
  const closedAt = await cem.page.evaluate(() => (window as TimedWindow).closedAt ?? Infinity);
  expect(closedAt - clickedAt).toBeLessThan(1_000);
});
