import type { Browser, CDPSession, Page } from '@playwright/test';

/** Result of loading a page. */
export interface Loading {
  /** Received bytes, including response headers. */
  readonly bytes: number;
  /** Largest contentful paint in milliseconds; NaN without one. */
  readonly lcp: number;
  /** Paths of loaded scripts that the HTML did not name. */
  readonly lateScripts: readonly string[];
}

/** A phone of the lower middle class on a slow mobile network. */
const CPU_SLOWDOWN = 4;
const BYTES_PER_SECOND = 1_600_000 / 8;
const ROUND_TRIP_MS = 150;
/** Loading is complete when nothing has arrived for this long. */
const QUIET_MS = 1_500;

export interface VisitOptions {
  /** Whether to simulate a slow phone; without it only the bytes are meaningful. */
  isSlow: boolean;
  prepare?: (page: Page) => Promise<unknown>;
}

/** Loads a page in a new profile, like a first visit. */
export async function visit(
  browser: Browser,
  url: string,
  { isSlow, prepare }: VisitOptions,
): Promise<Loading> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    permissions: ['camera', 'microphone'],
  });
  const page = await context.newPage();
  await prepare?.(page);
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: false });
  if (isSlow) await slowDown(session);
  const received = countBytes(session);
  const scripts: string[] = [];
  page.on('request', (request) => {
    if (request.resourceType() === 'script') scripts.push(new URL(request.url()).pathname);
  });
  const html = (await (await page.goto(url))?.text()) ?? '';
  await received.quiet();
  const lcp = await page.evaluate(largestPaint);
  await context.close();
  const lateScripts = scripts.filter((script) => !html.includes(script));
  return { bytes: received.sum(), lcp, lateScripts };
}

async function slowDown(session: CDPSession): Promise<void> {
  await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: ROUND_TRIP_MS,
    downloadThroughput: BYTES_PER_SECOND,
    uploadThroughput: BYTES_PER_SECOND,
  });
}

function countBytes(session: CDPSession) {
  let sum = 0;
  const open = new Set<string>();
  let lastAt = performance.now();
  const ended = (requestId: string): void => {
    open.delete(requestId);
    lastAt = performance.now();
  };
  session.on('Network.requestWillBeSent', ({ request, requestId }) => {
    if (request.url.startsWith('http')) open.add(requestId);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    sum += encodedDataLength;
    ended(requestId);
  });
  session.on('Network.loadingFailed', ({ requestId }) => ended(requestId));
  const pause = () => new Promise((resolve) => setTimeout(resolve, 100));
  return {
    sum: () => sum,
    async quiet(): Promise<void> {
      while (open.size > 0 || performance.now() - lastAt < QUIET_MS) await pause();
    },
  };
}

/** Runs in the page. The observer also receives paints that happened before it was created. */
const largestPaint = (): Promise<number> =>
  new Promise((resolve) => {
    const observer = new PerformanceObserver((list) => {
      resolve(list.getEntries().at(-1)?.startTime ?? Number.NaN);
    });
    observer.observe({ type: 'largest-contentful-paint', buffered: true });
    setTimeout(resolve, 1_000, Number.NaN);
  });
