import type { Browser, Page } from '@playwright/test';
import { createConnection, Types } from 'mongoose';
import { ParleyServer } from '../../e2e/support/server';
import { launchBrowser } from '../lib/call-pages';
import { printFigure } from '../lib/figure';
import { quantile } from '../lib/paired';

/**
 * The record of a one-hour meeting with six people and 1,200 lines on a slow processor: from the click
 * in the history to the first lines, and scrolling through all of them.
 */
const LINES = 1_200;
const PEOPLE = 6;
const MARKS = 12;
const CPU_SLOWDOWN = 4;
const ROUNDS = 5;
const START = Date.parse('2026-06-03T12:00:00.000Z');
const TITLE = 'Bench';

const server = await ParleyServer.start({ RATE_LIMIT_FACTOR: '10000' });
const browser = await launchBrowser();

/** Registers a user in a new profile and returns its page, without any page open. */
async function signUp(from: Browser, email: string): Promise<{ page: Page; userId: string }> {
  const context = await from.newContext({
    baseURL: server.url,
    viewport: { width: 1280, height: 800 },
  });
  await context.addInitScript('globalThis.__name = (value) => value;');
  const account = { email, displayName: 'Ana', password: 'a long walk by the sea' };
  const answer = await context.request.post('/api/auth/register', { data: account });
  const { user } = (await answer.json()) as { user: { id: string } };
  await context.addInitScript(() => localStorage.setItem('parley:session', 'signed-in'));
  return { page: await context.newPage(), userId: user.id };
}

/** Stores the meeting as the server does when it has ended. */
async function storeMeeting(userId: string): Promise<string> {
  const connection = await createConnection(server.databaseUri).asPromise();
  const [meetingId, roomId, ownerId] = [
    new Types.ObjectId(),
    new Types.ObjectId(),
    new Types.ObjectId(userId),
  ];
  const at = (minutes: number) => new Date(START + minutes * 60_000);
  const people = Array.from({ length: PEOPLE }, (_, index) => ({
    _id: new Types.ObjectId(),
    meetingId,
    roomId,
    userId: index === 0 ? ownerId : new Types.ObjectId(),
    displayName: index === 0 ? 'Ana' : `Person ${index}`,
    isOwner: index === 0,
    role: index === 0 ? 'owner' : 'participant',
    joinedAt: at(index),
    leftAt: at(60),
    intervals: [{ joinedAt: at(index), leftAt: at(60) }],
  }));
  await connection.collection('meetings').insertOne({
    _id: meetingId,
    roomId,
    room: { code: 'bench', name: TITLE },
    ownerId,
    startedAt: at(0),
    endedAt: at(60),
    endReason: 'everyone_left',
    messageCount: LINES,
    epoch: 1,
    lastChangeAt: at(60),
    allDisconnectedAt: null,
  });
  await connection.collection('attendances').insertMany(people);
  await connection.collection('messages').insertMany(
    Array.from({ length: LINES }, (_, index) => {
      const sender = people[(index >> 1) % PEOPLE];
      return {
        meetingId,
        seq: index + 1,
        senderId: sender?._id,
        senderName: sender?.displayName,
        senderRole: sender?.role,
        clientId: `message-of-the-bench-${index}`,
        text: `Line ${index + 1}: ${'what people write in an hour '.repeat(1 + (index % 5))}`,
        sentAt: at(5 + (index / LINES) * 54),
      };
    }),
  );
  await connection.close();
  return meetingId.toString();
}

const slowDown = async (page: Page): Promise<void> => {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
};

/** Milliseconds from the click on the meeting in the history to its first painted line. */
async function open(page: Page): Promise<number> {
  await page.goto('/history');
  await page.getByRole('link', { name: TITLE, exact: true }).waitFor();
  await slowDown(page);
  return page.evaluate(
    (title) =>
      new Promise<number>((resolve) => {
        const link = [...document.querySelectorAll('a')].find((one) => one.textContent === title);
        const clicked = performance.now();
        const look = (): void => {
          if (document.querySelector('[data-line]') === null) requestAnimationFrame(look);
          // The frame with the lines has been painted when the next one begins.
          else requestAnimationFrame(() => resolve(performance.now() - clicked));
        };
        link?.click();
        look();
      }),
    TITLE,
  );
}

/** Scrolls from top to bottom; returns the lengths of long tasks in milliseconds. */
function scrollThrough(page: Page): Promise<number[]> {
  return page.evaluate(
    () =>
      new Promise<number[]>((resolve) => {
        const tasks: number[] = [];
        const observer = new PerformanceObserver((list) =>
          tasks.push(...list.getEntries().map(({ duration }) => duration)),
        );
        observer.observe({ type: 'longtask' });
        window.scrollTo(0, 0);
        const step = (): void => {
          const { scrollHeight, clientHeight } = document.documentElement;
          window.scrollBy(0, 240);
          if (window.scrollY < scrollHeight - clientHeight - 1) requestAnimationFrame(step);
          else setTimeout(() => resolve(tasks), 500);
        };
        requestAnimationFrame(step);
      }),
  );
}

const times: number[] = [];
const longTasks: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const { page, userId } = await signUp(browser, `ana.${round}@example.org`);
  const id = await storeMeeting(userId);
  await page.goto('/history');
  const bearer = await page.evaluate(async () => {
    const answer = await fetch('/api/auth/refresh', { method: 'POST' });
    return ((await answer.json()) as { accessToken: string }).accessToken;
  });
  const api = { headers: { authorization: `Bearer ${bearer}` } };
  const answer = await page.request.get(`/api/meetings/${id}/lines?limit=${MARKS}`, api);
  const { lines } = (await answer.json()) as { lines: { id: string }[] };
  for (const [index, { id: lineId }] of lines.entries()) {
    const kind = (['moment', 'decision', 'action'] as const)[index % 3];
    await page.request.post(`/api/meetings/${id}/marks`, { ...api, data: { lineId, kind } });
  }
  times.push(await open(page));
  await page.waitForFunction(
    (count) => document.querySelectorAll('[data-line]').length === count,
    LINES,
  );
  longTasks.push(...(await scrollThrough(page)));
  await page.context().close();
}
printFigure({
  name: `record of ${LINES} lines: click → first lines, CPU ÷ ${CPU_SLOWDOWN}`,
  value: quantile(times, 0.5),
  goal: ['≤', 1_000],
  unit: 'ms',
  note: `(${times.map((time) => time.toFixed(0)).join(', ')})`,
});
printFigure({
  name: `record of ${LINES} lines: long tasks while scrolling`,
  value: longTasks.length,
  goal: ['≤', 0],
  unit: '',
  note: `(${ROUNDS} rounds; ${longTasks.map((task) => task.toFixed(0)).join(', ')} ms)`,
});
await browser.close();
await server.stop();
