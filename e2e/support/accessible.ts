import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/**
 * Moves the mouse away from the last clicked button: its tooltip would appear at any time, and
 * tooltips are outside of all landmarks.
 */
async function restMouse(page: Page): Promise<void> {
  await page.mouse.move(0, 0);
  await expect(page.getByRole('tooltip')).toHaveCount(0);
}

/**
 * Expects that the page meets WCAG 2.2 AA and axe's best practices.
 * @param where names the page in the report
 */
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

/** Expects that the page does not scroll horizontally. */
export async function expectNoSideways(page: Page): Promise<void> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBeLessThanOrEqual(0);
}
