import { expectSameTile, markTile } from './support/continuity';
import { CuttableProxy } from './support/cuttable-proxy';
import { readRecord } from './support/record';
import { expect, Person, test } from './support/test';

const SERVER_LOST = /Connection to the server lost/;

test('F09: a line that stalls after a change of network costs nobody a tile, and the record has one stay', async ({
  browser,
  member,
  parley,
}) => {
  const line = await CuttableProxy.start('127.0.0.1', Number(new URL(parley.url).port));
  const ana = await member('Ana');
  const ben = await Person.open(browser, `http://localhost:${line.port}`, 'Ben');
  await ben.signUp();
  const link = await ana.newMeeting();
  await ana.button('Join now').click();
  await ana.expectInCall();
  await ben.join(new URL(link).pathname);
  await ana.expectMediaFrom(1);
  await markTile(ana, ben);
  await markTile(ben, ana);

  // Ben's page asks whether anybody is there, and makes another connection as nobody answers.
  line.freeze();
  await ben.page.evaluate(() => window.dispatchEvent(new Event('online')));
  await expect(ben.page.getByText(SERVER_LOST)).toBeVisible();
  line.thaw();
  await expect(ben.page.getByText(SERVER_LOST)).toHaveCount(0);
  await ben.button('Chat').click();
  await ben.say('Back on another line');
  await ana.button('Chat').click();
  await expect(ana.page.getByText('Back on another line')).toHaveCount(1);

  await expectSameTile(ana, ben);
  await expectSameTile(ben, ana);
  await ana.expectMediaFrom(1);
  const stays = (await readRecord(ana)).attendances.map(({ intervals }) => intervals.length);
  expect(stays).toEqual([1, 1]);
  await ben.context.close();
  await line.stop();
});
