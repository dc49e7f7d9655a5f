import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/**
 * The mouse is where the last click left it, and the tip of that button comes, outside of all
 * landmarks, when the browser has time for it.
 */
async function restMouse(page: Page): Promise<void> {
  await page.mouse.move(0, 0);
  await expect(page.getByRole('tooltip')).toHaveCount(0);
}

/** Nothing on the page breaks WCAG 2.2 AA or axe's own good practice; `where` names it in the report. */
export async function expectAccessible(page: Page, where = page.url()): Promise<void> {
  await restMouse(page);
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  const found = violations.map(({ id, nodes }) => ({
    id,
    at: nodes.map((n) => n.target.join(' ')),
  }));
  expect(found, where).toEqual([]);
}

export async function expectNoSideways(page: Page): Promise<void> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBeLessThanOrEqual(0);
}
