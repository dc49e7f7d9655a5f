import type { Page } from '@playwright/test';
import { meet } from './support/start-call';
import { expect, test } from './support/test';
import { readVideoSent, type VideoSent } from './support/video-sent';

const videoSent = (page: Page): Promise<VideoSent> => page.evaluate(readVideoSent);

/**
 * Simulates that another tab is in front, because headless Chromium shows every tab. A browser need
 * not lay out a hidden page, so observers that start then, and resize events, report nothing.
 */
async function hide(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((isHidden) => {
    const shared = window as unknown as { native?: object };
    const isFirst = shared.native === undefined;
    const { IntersectionObserver, ResizeObserver } = window;
    shared.native ??= { IntersectionObserver, ResizeObserver };
    class Idle {
      observe(): void {}
      disconnect(): void {}
    }
    const idle = { IntersectionObserver: Idle, ResizeObserver: Idle };
    Object.assign(window, isHidden ? idle : shared.native);
    const silence = (event: Event): void => {
      if (document.visibilityState === 'hidden') event.stopImmediatePropagation();
    };
    if (isFirst) window.addEventListener('resize', silence, true);
    Object.defineProperty(document, 'visibilityState', {
      configurable: true,
      get: () => (isHidden ? 'hidden' : 'visible'),
    });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}

test('a camera is sent in the size in which its receiver shows it, and not at all while it is hidden', async ({
  user,
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  const ben = await user('Ben');
  await meet([ana, ben]);
  // In a call of two the peer fills a window of 1280 × 800; side by side its tile is less high. The
  // browser may scale a video down further when the processor is busy, so this reads what the
  // application asks for.
  const requestedHeight = async () => (await videoSent(ana.page)).requestedHeight;
  await expect.poll(requestedHeight).toBe(720);
  await ben.button('Show both side by side').click();
  await expect.poll(requestedHeight).toBe(540);
  await ben.button('Show the other one large').click();

  await ben.page.setViewportSize({ width: 360, height: 640 });
  await expect.poll(async () => (await videoSent(ana.page)).height).toBeLessThanOrEqual(270);

  // On a phone a panel covers all videos.
  await ben.button('Chat').click();
  await expect.poll(async () => (await videoSent(ana.page)).active).toBe(false);
  await ben.button('Close chat').click();
  await ben.expectMediaFrom(1);

  await hide(ben.page, true);
  await expect.poll(async () => (await videoSent(ana.page)).active).toBe(false);
  const before = await videoSent(ana.page);
  await ana.expectMediaFrom(1);
  const after = await videoSent(ana.page);
  expect(after.framesEncoded - before.framesEncoded).toBeLessThanOrEqual(2);

  // A participant who joins while the page is hidden is not shown either.
  await ana.leave();
  await ana.button('Rejoin').click();
  await ana.expectMediaFrom(1);
  await expect.poll(async () => (await videoSent(ana.page)).active).toBe(false);

  await hide(ben.page, false);
  await ben.expectMediaFrom(1);
});
