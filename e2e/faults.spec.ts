import { expectSameTile, markTile } from './support/continuity';
import type { Client } from './support/client';
import { startCall } from './support/start-call';
import { expect, test } from './support/test';

type Open = (name: string) => Promise<Client>;

/** Starts a call to which Ana invites the other users. */
async function callOf(onDashboard: Open, user: Open, names: readonly string[]): Promise<Client[]> {
  const clients = [await onDashboard('Ana')];
  for (const name of names) clients.push(await user(name));
  await startCall(clients);
  return clients;
}

test('when the server is killed in a call of three, media continues, tiles stay and chat arrives once', async ({
  user,
  onDashboard,
  parley,
}) => {
  const clients = await callOf(onDashboard, user, ['Ben', 'Cleo']);
  const [ana, ben, cleo] = clients as [Client, Client, Client];
  for (const viewer of clients) {
    for (const shown of clients) if (shown !== viewer) await markTile(viewer, shown);
  }
  await parley.end('SIGKILL');
  await expect(ana.page.getByText(/Connection to the server lost/)).toBeVisible();
  await ana.say('Written while the server was dead');
  for (const client of clients) await client.expectMediaFrom(2);

  await parley.run();
  await expect(ana.page.getByText(/Connection to the server lost/)).toHaveCount(0);
  for (const { page } of [ana, ben, cleo]) {
    await expect(page.getByText('Written while the server was dead')).toHaveCount(1);
  }
  await expect(ana.page.getByText('sending…')).toHaveCount(0);
  for (const viewer of clients) {
    for (const shown of clients) if (shown !== viewer) await expectSameTile(viewer, shown);
  }
  await ana.expectMediaFrom(2);
});

test('while the database is down, the call continues and chat is delivered once', async ({
  user,
  onDashboard,
  parley,
}) => {
  const [ana, ben] = (await callOf(onDashboard, user, ['Ben'])) as [Client, Client];
  parley.database.cut();
  await ana.say('Written while nothing could be stored');
  await expect(ana.page.getByText('sending…')).toBeVisible();
  await ben.button('Turn camera off').click();
  await expect(ana.videoOf(ben).locator('video')).toHaveCount(0);

  parley.database.mend();
  await expect(ben.page.getByText('Written while nothing could be stored')).toHaveCount(1);
  await expect(ana.page.getByText('sending…')).toHaveCount(0);
  await ana.expectClean();
});
