import type { Page } from '@playwright/test';
import { meet } from './support/start-call';
import { expect, test } from './support/test';
import { readVideoSent, type VideoSent } from './support/video-sent';

const videoSent = (page: Page): Promise<VideoSent> => page.evaluate(readVideoSent);

/**
 * As another tab in front would: headless Chromium shows every tab. A page that is not shown need
 * not lay out or draw anything either, so observers begun meanwhile and videos tell of no size.
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

test('a camera is sent as large as it is shown, and not at all to whom it is hidden', async ({
  user,
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  const ben = await user('Ben');
  await meet([ana, ben]);
  // The other of two people fills a window of 1280 × 800; as one of two tiles it is less high.
  await expect.poll(async () => (await videoSent(ana.page)).height).toBe(720);
  await ben.button('Show both side by side').click();
  await expect.poll(async () => (await videoSent(ana.page)).height).toBe(540);
  await ben.button('Show the other one large').click();

  await ben.page.setViewportSize({ width: 360, height: 640 });
  await expect.poll(async () => (await videoSent(ana.page)).height).toBeLessThanOrEqual(270);

  // On a phone a panel takes the place of all pictures.
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

  // Who comes while nobody looks is not shown, though a hidden page lays nothing out.
  await ana.leave();
  await ana.button('Rejoin').click();
  await ana.expectMediaFrom(1);
  await expect.poll(async () => (await videoSent(ana.page)).active).toBe(false);

  await hide(ben.page, false);
  await ben.expectMediaFrom(1);
});
