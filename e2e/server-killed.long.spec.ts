import { expectNoGap, expectSameTile, markTile } from './support/continuity';
import { noteTime } from './support/note-time';
import { startCall } from './support/start-call';
import { expect, test } from './support/test';

test('F01: when the server is killed in a call of three, media never stops and signaling is back in 5 s', async ({
  user,
  onDashboard,
  parley,
}) => {
  const clients = [await onDashboard('Ana'), await user('Ben'), await user('Cleo')] as const;
  const [ana, ben, cleo] = clients;
  await startCall(clients);
  for (const viewer of clients) {
    for (const shown of clients) if (shown !== viewer) await markTile(viewer, shown);
  }

  const killedAt = Date.now();
  await parley.end('SIGKILL');
  for (const { page } of clients) {
    await expect(page.getByText(/Connection to the server lost/)).toBeVisible();
  }
  await parley.run();
  const backAt = Date.now();
  await cleo.say('Said after the server came back');
  for (const { page } of [ana, ben]) {
    await expect(page.getByText('Said after the server came back')).toHaveCount(1);
  }
  expect(noteTime('signaling back', backAt)).toBeLessThanOrEqual(5_000);
  for (const viewer of clients) {
    for (const shown of clients) if (shown !== viewer) await expectSameTile(viewer, shown);
  }
  await expectNoGap(clients, killedAt, 500);
});
