import type { BrowserContext } from '@playwright/test';
import { expect, test } from './support/test';

/** Fails the first request for every URL except documents, as when the network changes. */
async function loseEverythingOnce(context: BrowserContext): Promise<Set<string>> {
  const lost = new Set<string>();
  await context.route('**/*', async (route) => {
    const request = route.request();
    const name = `${request.method()} ${new URL(request.url()).pathname}`;
    if (request.resourceType() === 'document' || lost.has(name)) return route.continue();
    lost.add(name);
    return route.abort('connectionreset');
  });
  return lost;
}

test('a user joins although every request of the first visit fails once', async ({
  onDashboard,
  user,
}) => {
  const ana = await onDashboard('Ana');
  const link = await ana.newMeeting();
  const ben = await user('Ben');
  const lost = await loseEverythingOnce(ben.context);
  await ben.join(link);
  const names = [...lost].join('\n');
  for (const kind of [/assets\/index-.*\.js/, /assets\/.*\.css/, /CallPage.*\.js/, /auth\/refresh/])
    expect(names).toMatch(kind);
});

test('a panel whose code fails to load does not end the call, and appears in the end', async ({
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  await ana.newMeeting();
  await ana.button('Join now').click();
  await ana.expectInCall();
  let asked = 0;
  const code = /StatisticsPanel-.*\.js/;
  await ana.page.route(code, async (route) => {
    asked += 1;
    await route.abort('connectionreset');
  });
  await ana.chooseMore('Statistics');
  await expect(ana.page.getByText('Loading the statistics…')).toBeVisible();
  await expect.poll(() => asked).toBeGreaterThan(2);
  await expect(ana.button('Leave')).toBeVisible();
  await ana.page.unroute(code);
  await expect(ana.page.getByRole('region', { name: 'Statistics of the call' })).toBeVisible();
});
