import { FaultyTcpProxy } from '../backend/src/platform/testing/faulty-tcp-proxy';
import { meet } from './support/start-call';
import { expectSameTile, markTile } from './support/continuity';
import { readRecord } from './support/record';
import { staysInCall } from './support/stays-in-call';
import { expect, Client, test } from './support/test';

const SERVER_LOST = /Connection to the server lost/;
const REPLACED = 'You joined from another window';

test('F09: a socket that stalls after a network change keeps all tiles, and the record has one interval', async ({
  browser,
  onDashboard,
  parley,
}) => {
  const proxy = await FaultyTcpProxy.start(parley.url);
  const ana = await onDashboard('Ana');
  const ben = await Client.open(browser, `http://localhost:${proxy.port}`, 'Ben');
  await ben.signUp();
  await meet([ana, ben]);
  await markTile(ana, ben);
  await markTile(ben, ana);

  // Ben's client probes its socket, gets no answer and opens another one.
  proxy.freeze();
  await ben.page.evaluate(() => window.dispatchEvent(new Event('online')));
  await expect(ben.page.getByText(SERVER_LOST)).toBeVisible();
  proxy.thaw();
  await expect(ben.page.getByText(SERVER_LOST)).toHaveCount(0);
  await ben.button('Chat').click();
  await ben.say('Back on another socket');
  await ana.button('Chat').click();
  await expect(ana.page.getByText('Back on another socket')).toHaveCount(1);

  await expectSameTile(ana, ben);
  await expectSameTile(ben, ana);
  await ana.expectMediaFrom(1);
  const stays = (await readRecord(ana)).attendances.map(({ intervals }) => intervals.length);
  expect(stays).toEqual([1, 1]);
  await ben.context.close();
  await proxy.stop();
});

test('a user who takes over by phone while the laptop is offline stays on the phone', async ({
  browser,
  onDashboard,
  parley,
}) => {
  const proxy = await FaultyTcpProxy.start(parley.url);
  const ben = await onDashboard('Ben');
  const laptop = await Client.open(browser, `http://localhost:${proxy.port}`, 'Ana');
  await laptop.signUp();
  const link = await ben.newMeeting();
  await ben.button('Join now').click();
  await ben.expectInCall();
  await laptop.join(new URL(link).pathname);
  proxy.cut();
  await expect(laptop.page.getByText(SERVER_LOST)).toBeVisible();

  const phone = await laptop.context.newPage();
  await phone.goto(link);
  await phone.getByRole('button', { name: 'Join now' }).click();
  await expect(phone.getByRole('button', { name: 'Leave', exact: true })).toBeVisible();
  proxy.mend();
  await expect(laptop.page.getByRole('heading', { name: REPLACED })).toBeVisible();
  expect(await staysInCall(phone)).toBe(true);
  await ben.expectMediaFrom(1);

  await laptop.button('Rejoin here').click();
  await laptop.expectInCall();
  await expect(phone.getByRole('heading', { name: REPLACED })).toBeVisible();
  expect(await staysInCall(laptop.page)).toBe(true);
  await laptop.context.close();
  await proxy.stop();
});

test('a participant who leaves while the server is unreachable disappears once it is reachable', async ({
  browser,
  onDashboard,
  parley,
}) => {
  const proxy = await FaultyTcpProxy.start(parley.url);
  const ana = await onDashboard('Ana');
  const ben = await Client.open(browser, `http://localhost:${proxy.port}`, 'Ben');
  await ben.signUp();
  await meet([ana, ben]);

  proxy.cut();
  await expect(ben.page.getByText(SERVER_LOST)).toBeVisible();
  await ben.leave();
  await expect(ana.videoOf(ben)).toHaveCount(1);
  proxy.mend();
  // The client repeats the leave within three seconds; otherwise the seat lease would last a minute.
  await expect(ana.videoOf(ben)).toHaveCount(0, { timeout: 10_000 });
  await ben.context.close();
  await proxy.stop();
});
