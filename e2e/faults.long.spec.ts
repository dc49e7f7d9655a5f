import { randomUUID } from 'node:crypto';
import type { APIRequestContext } from '@playwright/test';
import { expectSameTile, markTile } from './support/continuity';
import { MILLISECONDS, noteTime } from './support/note-time';
import { crashTab, openOwnBrowser } from './support/own-browser';
import { passTime } from './support/pass-time';
import { startCall } from './support/start-call';
import { expect, test } from './support/test';

test('other participants see a closed window within a second', async ({ user, onDashboard }) => {
  const [ana, ben] = [await onDashboard('Ana'), await user('Ben')];
  await startCall([ana, ben]);
  const closedAt = Date.now();
  await ben.closeWindow();
  await expect(ana.videoOf(ben)).toHaveCount(0);
  expect(noteTime('closed window seen', closedAt)).toBeLessThanOrEqual(1_000);
});

test('F16: other participants see a crashed tab within 15 s, its seat is free, and the user joins again', async ({
  parley,
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  const { browser, client: ben } = await openOwnBrowser(parley, 'Ben');
  const link = await startCall([ana, ben]);

  await crashTab(ben);
  const crashedAt = Date.now();
  await expect(ana.videoOf(ben)).toHaveCount(0, { timeout: 30_000 });
  expect(noteTime('crash seen', crashedAt)).toBeLessThanOrEqual(15_000);

  const again = await ben.context.newPage();
  await again.goto(link);
  await again.getByRole('button', { name: 'Join now', exact: true }).click();
  await expect(ana.videoOf(ben)).toHaveCount(1);
  await ana.expectMediaFrom(1);
  await browser.close();
});

for (const { seconds, seat } of [
  { seconds: 30, seat: 'held' },
  { seconds: 120, seat: 'lost' },
] as const) {
  test(`F17: a client that was suspended for ${seconds} s comes back by itself, its seat ${seat}`, async ({
    onDashboard,
    parley,
  }) => {
    const ana = await onDashboard('Ana');
    const { browser, client: ben } = await openOwnBrowser(parley, 'Ben');
    const cdp = await browser.newBrowserCDPSession();
    await startCall([ana, ben]);
    const { processInfo } = await cdp.send('SystemInfo.getProcessInfo');
    const renderers = processInfo.filter(({ type }) => type === 'renderer');

    // Stronger than freezing a hidden page: timers, sockets and media all stop, as in a sleeping
    // computer.
    for (const { id } of renderers) process.kill(id, 'SIGSTOP');
    const frozenAt = Date.now();
    await ana.say('Said while Ben was frozen');
    await passTime(frozenAt + seconds * 1_000 - Date.now());
    await expect(ana.videoOf(ben)).toHaveCount(seat === 'held' ? 1 : 0);

    for (const { id } of renderers) process.kill(id, 'SIGCONT');
    const backAt = Date.now();
    await expect(ben.page.getByText('Said while Ben was frozen')).toHaveCount(1);
    expect(noteTime('resynchronised', backAt)).toBeLessThanOrEqual(3_000);
    await ben.say('I am back');
    await expect(ana.page.getByText('I am back')).toHaveCount(1);
    await expect(ana.videoOf(ben)).toHaveCount(1);
    for (const client of [ana, ben]) await client.expectMediaFrom(1);
    await browser.close();
  });
}

test('F18: losing the answer to a token refresh does not disturb a call that outlives its token', async ({
  user,
  onDashboard,
}) => {
  const [ana, ben] = [await onDashboard('Ana'), await user('Ben')];
  await startCall([ana, ben]);
  let lost = 0;
  let answered = 0;
  await ana.page.route('**/api/auth/refresh', async (route) => {
    const cookies = await ana.context.cookies();
    const response = await route.fetch();
    if (lost === 0) {
      lost += 1;
      // The browser has not received the new cookie either.
      await ana.context.addCookies(cookies);
      await route.abort('connectionreset');
    } else {
      answered += response.ok() ? 1 : 0;
      await route.fulfill({ response });
    }
  });
  // Moves the page's clock by eleven minutes, so that it opens a new socket with an expired token.
  await ana.page.evaluate(() => {
    const { now } = Date;
    const base = performance.now.bind(performance);
    Date.now = () => now() + 660_000;
    performance.now = () => base() + 660_000;
    window.dispatchEvent(new Event('online'));
  });
  await ana.page.getByRole('button', { name: 'People', exact: true }).click();
  await expect.poll(() => lost, { timeout: 60_000 }).toBe(1);
  await expect.poll(() => answered, { timeout: 60_000 }).toBeGreaterThan(0);
  await expect(ana.videoOf(ben)).toBeVisible();
  await ana.expectMediaFrom(1);
});

interface Answer {
  status: number;
  retryAfter: string | undefined;
  /** Milliseconds from the request to the answer. */
  took: number;
}

/** Registers another user and returns a function that sends every kind of request that needs the database. */
async function everyRequest(api: APIRequestContext): Promise<() => Promise<Answer[]>> {
  const data = () => ({
    email: `${randomUUID()}@example.org`,
    displayName: 'Dora',
    password: 'a long walk by the sea',
  });
  const made = await api.post('/api/auth/register', { data: data() });
  const { accessToken } = (await made.json()) as { accessToken: string };
  const headers = { Authorization: `Bearer ${accessToken}` };
  const ask = async (method: string, path: string, body?: object): Promise<Answer> => {
    const askedAt = Date.now();
    const answer = await api.fetch(path, { method, headers, ...(body && { data: body }) });
    return {
      status: answer.status(),
      retryAfter: answer.headers()['retry-after'],
      took: Date.now() - askedAt,
    };
  };
  const { email, password, ...name } = data();
  return () =>
    Promise.all([
      ask('GET', '/api/health/ready'),
      ask('POST', '/api/auth/register', data()),
      ask('POST', '/api/auth/login', { email, password }),
      ask('POST', '/api/auth/refresh'),
      ask('GET', '/api/users/me'),
      ask('PATCH', '/api/users/me', name),
      ask('GET', '/api/rooms'),
      ask('GET', '/api/rooms/abc-defg-hij'),
      ask('GET', '/api/meetings'),
      // These wait for each other in a keyed mutex.
      ...Array.from({ length: 4 }, () => ask('POST', '/api/rooms', {})),
    ]);
}

const annotate = (what: string, answers: Answer[]): void => {
  const slowest = Math.max(...answers.map(({ took }) => took));
  test.info().annotations.push({ type: MILLISECONDS, description: `${what}: ${slowest}` });
};

for (const { kind, away, back } of [
  { kind: 'frozen', away: 'freeze', back: 'thaw' },
  { kind: 'unreachable', away: 'cut', back: 'mend' },
] as const) {
  test(`F02: while the database is ${kind} for 30 s, calls continue, nothing is stored twice, no meeting ends`, async ({
    user,
    onDashboard,
    parley,
    playwright,
  }) => {
    const [ana, ben] = [await onDashboard('Ana'), await user('Ben')];
    await startCall([ana, ben]);
    for (const viewer of [ana, ben]) await markTile(viewer, viewer === ana ? ben : ana);
    const api = await playwright.request.newContext({ baseURL: parley.url });
    const askAll = await everyRequest(api);
    const memory = parley.memory();

    parley.database[away]();
    const awayAt = Date.now();
    // Requests at the moment of the fault, and just after it.
    const first = [askAll()];
    for (const word of ['one', 'two', 'three']) await ana.say(`${word} while it was away`);
    first.push(askAll());
    const answers = (await Promise.all(first)).flat();
    annotate('slowest of the first 503', answers);
    const later: Answer[] = [];
    while (Date.now() - awayAt < 30_000) {
      later.push(...(await askAll()));
      await passTime(500);
    }
    annotate('slowest of the later 503', later);
    for (const { status, retryAfter, took } of [...answers, ...later]) {
      expect(status).toBe(503);
      expect(Number(retryAfter)).toBeGreaterThan(0);
      expect(took).toBeLessThanOrEqual(3_000);
    }
    await api.dispose();
    for (const client of [ana, ben]) await client.expectMediaFrom(1);

    parley.database[back]();
    for (const word of ['one', 'two', 'three']) {
      for (const { page } of [ana, ben]) {
        await expect(page.getByText(`${word} while it was away`)).toHaveCount(1, {
          timeout: 30_000,
        });
      }
    }
    for (const viewer of [ana, ben]) await expectSameTile(viewer, viewer === ana ? ben : ana);
    const grown = parley.memory() - memory;
    test.info().annotations.push({ type: 'memory (MB)', description: `${grown / 2 ** 20}` });
    expect(grown).toBeLessThanOrEqual(50 * 2 ** 20);
    await ana.leave();
    await ana.page.goto('/history');
    await expect(ana.page.getByRole('link', { name: "Ana's meeting", exact: true })).toHaveCount(1);
  });
}
