import { chromium, type Page } from '@playwright/test';
import { ParleyServer } from '../../e2e/support/server';
import { describePaired, printFigure } from '../lib/figure';
import { bareLoopback, joinToFirstFrame } from '../lib/loopback';
import { compare } from '../lib/paired';

/** Press of 'Join now' → first frame of the other, whole stack, against a bare loopback. */
const PAIRS = 7;

const server = await ParleyServer.start();
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    '--disable-background-timer-throttling',
    '--disable-renderer-backgrounding',
    '--disable-backgrounding-occluded-windows',
    '--autoplay-policy=no-user-gesture-required',
  ],
});

async function open(name: string): Promise<Page> {
  const context = await browser.newContext({
    baseURL: server.url,
    permissions: ['camera', 'microphone'],
  });
  await context.request.post('/api/auth/register', {
    data: { email: `${name}@example.org`, displayName: name, password: 'a long walk by the sea' },
  });
  const page = await context.newPage();
  await page.goto('/api/docs');
  await page.evaluate(() => localStorage.setItem('parley:session', 'signed-in'));
  return page;
}

const ana = await open('Ana');
await ana.goto('/');
await ana.getByRole('button', { name: 'New meeting' }).click();
const joinNow = ana.getByRole('button', { name: 'Join now' });
await joinNow.waitFor();
const link = ana.url();
await joinNow.click();
await ana.getByRole('button', { name: 'Leave' }).waitFor();
const ben = await open('Ben');
const plain = await open('Bare');

/** Settled as a person is: the picture of oneself and who is there are on the screen. */
async function join(): Promise<number> {
  await ben.goto(link);
  await ben.getByText('Ana is here.').waitFor();
  await ben.locator('video').waitFor();
  await ben.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0.5);
  const time = await ben.evaluate(joinToFirstFrame);
  await ben.getByRole('button', { name: 'Leave' }).click();
  await ana.getByRole('figure', { name: 'Video of Ben' }).waitFor({ state: 'detached' });
  return time;
}

const times: number[] = [];
const result = await compare(
  async () => {
    const time = await join();
    times.push(time);
    return time;
  },
  () => plain.evaluate(bareLoopback),
  PAIRS,
);
const median = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
printFigure({
  name: 'join click → first remote frame ÷ bare loopback',
  value: result.ratio,
  goal: ['≤', 1.4],
  note: `${describePaired(result)} median ${median.toFixed(0)} ms`,
});
await browser.close();
await server.stop();
