import { expect, test } from './support/test';

test('the HTML names all scripts of the page, and the server compresses them', async ({
  client,
  onDashboard,
}) => {
  const [visitor, ana] = [await client('Visitor'), await onDashboard('Ana')];
  for (const [{ page }, path] of [
    [visitor, '/login'],
    [ana, '/'],
    [ana, '/r/no-such-room'],
  ] as const) {
    const scripts: string[] = [];
    page.on('request', (request) => {
      if (request.resourceType() === 'script') scripts.push(new URL(request.url()).pathname);
    });
    // Very small scripts are not compressed.
    const compressed = page.waitForResponse(/\/assets\/index-.*\.js$/);
    const html = (await (await page.goto(path))?.text()) ?? '';
    expect((await compressed).headers()['content-encoding']).toBe('br');
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
    await page.waitForLoadState();
    expect(scripts.filter((script) => !html.includes(script))).toEqual([]);
    page.removeAllListeners('request');
  }
});

test('the landing page loads no script, and its form works from the first key', async ({
  client,
}) => {
  const { page } = await client('Visitor');
  const scripts: string[] = [];
  page.on('request', (request) => {
    if (request.resourceType() === 'script') scripts.push(request.url());
  });
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto('/', { waitUntil: 'networkidle' });
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(scripts).toEqual([]);
  const code = page.getByRole('textbox', { name: 'Code or link' });
  const join = page.getByRole('button', { name: 'Join' });
  await code.pressSequentially('?');
  await expect.poll(() => scripts.length).toBeGreaterThan(0);
  await join.click();
  await expect(page.getByText('A code has 3 to 40 letters')).toBeVisible();
  expect(complaints).toEqual([]);

  // Text that was typed before the application started is kept.
  await page.goto('/', { waitUntil: 'networkidle' });
  await code.pressSequentially('some-room');
  await join.click();
  await expect(page).toHaveURL(/\/r\/some-room$/);
});

test('a code that is typed before any script has loaded opens its room', async ({ client }) => {
  const { page } = await client('Visitor');
  await page.route(/\/assets\/.*\.js$/, (route) => route.abort());
  await page.goto('/');
  await page.getByRole('textbox', { name: 'Code or link' }).fill('Some Room');
  await page.unroute(/\/assets\/.*\.js$/);
  await page.getByRole('button', { name: 'Join' }).click();
  await expect(page).toHaveURL(/\/r\/some-room$/);
});

test('a link that cannot be decoded leads to an explanation and a link onwards', async ({
  onDashboard,
  client,
}) => {
  const ana = await onDashboard('Ana');
  for (const path of ['/r/50%', '/r/team%2']) {
    await ana.page.goto(path);
    await ana.expectPage('There is no such room');
  }
  await ana.page.goto('/history/%zz');
  await ana.expectPage('This meeting is not here');
  await ana.page.getByRole('link', { name: 'Back to dashboard' }).click();
  await expect(ana.button('New meeting')).toBeVisible();
  const visitor = await client('Visitor');
  await visitor.page.goto('/r/50%');
  await visitor.expectPage('There is no such room');
});

test('a browser that is too old gets a message that says so', async ({ browser, parley }) => {
  const context = await browser.newContext({ baseURL: parley.url });
  await context.addInitScript(() => Reflect.deleteProperty(Object, 'hasOwn'));
  const page = await context.newPage();
  await page.goto('/r/some-room');
  await expect(page.getByRole('heading')).toHaveText('This browser is too old for Parley');
  await expect(page.getByRole('main')).toContainText('Firefox 115');
  await context.close();
});

for (const [what, code, title] of [
  ['cannot read', 'class {', 'This browser is too old for Parley'],
  ['fails in', 'throw new TypeError("not a function")', 'Parley could not start'],
] as const) {
  test(`a browser that ${what} the first script gets a message that says so`, async ({
    browser,
    parley,
  }) => {
    const context = await browser.newContext({ baseURL: parley.url });
    await context.route(/\/assets\/index-.*\.js$/, (route) =>
      route.fulfill({ contentType: 'text/javascript', body: code }),
    );
    const page = await context.newPage();
    await page.goto('/login');
    await expect(page.getByRole('heading')).toHaveText(title);
    await context.close();
  });
}
