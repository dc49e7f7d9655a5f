import type { Page } from '@playwright/test';
import { expect, test } from './support/test';

const isRoomList = ({ pathname }: URL): boolean => pathname === '/api/rooms';

/** Never answers requests for the list of rooms; other requests pass. */
async function holdRoomList(page: Page): Promise<void> {
  await page.route(isRoomList, async (route) => {
    if (route.request().method() !== 'GET') await route.continue();
  });
}

/** Announces a second page of rooms, whose request fails `failures` times. */
async function promiseAnotherPage(page: Page, failures: number): Promise<void> {
  let left = failures;
  await page.route(isRoomList, async (route) => {
    const isFirst = !new URL(route.request().url()).searchParams.has('cursor');
    if (!isFirst && left > 0) {
      left -= 1;
      const error = { code: 'INTERNAL', message: 'Made to fail', requestId: 'none' };
      return route.fulfill({ status: 500, json: { error } });
    }
    const response = await route.fetch({ url: new URL('/api/rooms', page.url()).href });
    const list = (await response.json()) as Record<string, unknown>;
    const json = isFirst ? { ...list, nextCursor: 'second' } : { ...list, rooms: [] };
    return route.fulfill({ response, json });
  });
}

test('a new meeting opens while the list of rooms is still loading', async ({ onDashboard }) => {
  const ana = await onDashboard('Ana');
  await expect(ana.page.getByText('Rooms that you open stay here')).toBeVisible();
  await holdRoomList(ana.page);
  await ana.newMeeting();
});

test('an alert reports rooms that could not be loaded, and the user can try again', async ({
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  await ana.newMeeting();
  await promiseAnotherPage(ana.page, 1);
  await ana.page.goto('/');
  await ana.button('Load more').click();
  await expect(ana.page.getByRole('alert')).toContainText('Something went wrong on the server');
  await expect(ana.button('Load more')).toBeHidden();

  await ana.button('Try again').click();
  await expect(ana.page.getByRole('alert')).toBeHidden();
  await expect(ana.button('Load more')).toBeHidden();
});
