import { describe, expect, it } from 'vitest';
import { inOrder, placesOfOthers, stagePage, tilesPerPage } from './stage-pages';
import { stagePlan, type StageInput } from './stage-plan';

const desktop = { width: 1264, height: 680 };
const phone = { width: 374, height: 650 };

const people = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `p${index + 1}`);

const planOf = (others: number, change: Partial<StageInput> = {}) =>
  stagePlan({ others: people(others), screens: [], pinned: null, pair: 'large', ...change });

describe('the number of tiles on a page', () => {
  it('is 16 on a laptop and 9 on a phone, upright or not', () => {
    expect(tilesPerPage(desktop)).toBe(16);
    expect(tilesPerPage(phone)).toBe(9);
    expect(tilesPerPage({ width: 828, height: 290 })).toBe(9);
  });

  it('a meeting of the size of a mesh has one page on every device', () => {
    expect(stagePage(planOf(8), { width: 300, height: 300 }, 0).pages).toBe(1);
  });
});

describe('the pages of a grid', () => {
  it('sixteen people are on one page, and seventeen on two', () => {
    expect(stagePage(planOf(15), desktop, 0)).toMatchObject({ pages: 1, hidden: [] });
    const first = stagePage(planOf(16), desktop, 0);
    expect(first).toMatchObject({ page: 0, pages: 2, hidden: ['camera:p16'] });
    expect(first.keys).toHaveLength(16);
  });

  it('a phone has no row for a single tile, unless all people are on one page', () => {
    expect(stagePage(planOf(8), phone, 0).keys).toHaveLength(9);
    expect(stagePage(planOf(9), phone, 0).keys).toHaveLength(8);
  });

  it('each of fifty people is on exactly one page, and the user on the first', () => {
    const plan = planOf(49);
    const pages = [0, 1, 2, 3].map((page) => stagePage(plan, desktop, page));
    expect(pages.map(({ keys }) => keys.length)).toEqual([16, 16, 16, 2]);
    expect(new Set(pages.flatMap(({ keys }) => keys)).size).toBe(50);
    expect(pages[0]?.keys[0]).toBe('camera:self');
    for (const { keys, hidden } of pages) expect(keys.length + hidden.length).toBe(50);
  });

  it('the last page is shown when the wanted one no longer exists', () => {
    expect(stagePage(planOf(20), desktop, 7)).toMatchObject({ page: 1, pages: 2 });
    expect(stagePage(planOf(5), desktop, 7)).toMatchObject({ page: 0, pages: 1 });
  });

  it('a stage that has no size yet hides nobody', () => {
    expect(stagePage(planOf(49), { width: 0, height: 0 }, 0).hidden).toEqual([]);
  });
});

describe('the pages of a strip', () => {
  it('the large tile is on every page, beside as many tiles as are visible', () => {
    const plan = planOf(30, { screens: ['p3'] });
    const first = stagePage(plan, desktop, 0);
    expect(first.perPage).toBeGreaterThanOrEqual(3);
    expect(first.keys).toHaveLength(first.perPage + 1);
    expect(first.keys.slice(0, 2)).toEqual(['screen:p3', 'camera:self']);
    const second = stagePage(plan, desktop, 1);
    expect(second.keys).toContain('screen:p3');
    expect(second.keys).not.toContain('camera:self');
  });

  it('a strip for sixteen or fewer has one page and scrolls', () => {
    expect(stagePage(planOf(14, { screens: ['p3'] }), desktop, 0)).toMatchObject({
      pages: 1,
      hidden: [],
    });
  });

  it('another screen stays on the first page and takes the place of one participant', () => {
    const one = planOf(30, { screens: ['p3'] });
    const two = planOf(30, { screens: ['p4', 'p3'] });
    expect(stagePage(two, desktop, 0).keys).toContain('screen:p4');
    expect(placesOfOthers(two, desktop)).toBe(placesOfOthers(one, desktop) - 1);
  });

  it('a phone shows three tiles below the large one', () => {
    expect(stagePage(planOf(30, { pinned: 'camera:p9' }), phone, 0).perPage).toBe(3);
  });
});

it('the order of the other participants changes neither the screens nor the user', () => {
  const plan = planOf(2, { screens: ['p1'] });
  expect(inOrder(plan, ['p2', 'p1']).keys).toEqual([
    'screen:p1',
    'camera:self',
    'camera:p2',
    'camera:p1',
  ]);
});
