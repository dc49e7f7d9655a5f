import type { Page } from '@playwright/test';
import { expect, test } from './support/test';

const isRoomList = ({ pathname }: URL): boolean => pathname === '/api/rooms';

/** The list of rooms is asked for and not answered; whatever else goes through. */
const holdRoomList = (page: Page): Promise<void> =>
  page.route(isRoomList, async (route) => {
    if (route.request().method() !== 'GET') await route.continue();
  });

test('a new meeting opens while the list of rooms is slow', async ({ member }) => {
  const ana = await member('Ana');
  await expect(ana.page.getByText('Rooms that you open stay here')).toBeVisible();
  await holdRoomList(ana.page);
  await ana.newMeeting();
});
