import { expect, test } from './support/test';

test('a page whose code cannot be loaded says so, and appears by itself when the server is back', async ({
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  const cut = /HistoryPage-.*\.js|favicon\.svg/;
  await ana.page.route(cut, (route) => route.abort('connectionreset'));
  await ana.page.getByRole('link', { name: 'History' }).click();
  await expect(ana.page.getByText('Parley keeps trying by itself')).toBeVisible();
  await ana.page.unroute(cut);
  await ana.expectPage('History');
});
