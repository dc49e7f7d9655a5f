import type { Page } from '@playwright/test';

/** Longer than a client waits before it tries again to resume its seat. */
const HOLD_MS = 4_000;

/** Watches for four seconds whether a page in a call leaves it, even for a moment. */
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
