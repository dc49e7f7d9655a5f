import type { Page } from '@playwright/test';

/** Longer than a page waits before it tries again to take back a seat that it believes to be its. */
const HOLD_MS = 4_000;

/** Watches for a while whether a page that is in a call ever falls out of it, if only for a moment. */
export function staysInCall(page: Page): Promise<boolean> {
  return page.evaluate(
    (holdMs) =>
      new Promise<boolean>((resolve) => {
        const isIn = () => document.querySelector('button[aria-label="Leave"]') !== null;
        let stayed = isIn();
        const observer = new MutationObserver(() => {
          stayed &&= isIn();
        });
        observer.observe(document.body, { childList: true, subtree: true });
        setTimeout(() => {
          observer.disconnect();
          resolve(stayed);
        }, holdMs);
      }),
    HOLD_MS,
  );
}
