import { Client, expect, test } from './support/test';

test('a client whose page has crashed or was closed does not count as clean', async ({
  browser,
  parley,
}) => {
  const ana = await Client.open(browser, parley.url, 'Ana');
  await ana.page.goto('/login');
  await ana.expectPage('Sign in');
  await ana.expectClean();
  const crash = ana.page.waitForEvent('crash');
  void ana.page.goto('chrome://crash').catch(() => undefined);
  await crash;
  await expect(ana.expectClean()).rejects.toThrow(/crashed/);

  await ana.page.close();
  await expect(ana.expectClean()).rejects.toThrow(/closed/);
  await ana.context.close();
});
