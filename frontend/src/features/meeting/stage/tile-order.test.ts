import { describe, expect, it } from 'vitest';
import { recentlyActive, tileOrder, type TileOrderInput } from './tile-order';

const people = ['ana', 'ben', 'cem', 'dan', 'eva', 'fay'];
/** Three places on the first page. */
const order = (change: Partial<TileOrderInput>) =>
  tileOrder({
    before: people,
    now: people,
    first: 3,
    large: null,
    active: [],
    recent: [],
    ...change,
  });

describe('the order of tiles', () => {
  it('somebody who speaks on another page changes places with one person of the first page', () => {
    expect(order({ active: ['eva'], recent: ['eva'] })).toEqual([
      'ana',
      'ben',
      'eva',
      'dan',
      'cem',
      'fay',
    ]);
  });

  it('the person who makes room is the one who has been quiet for the longest time', () => {
    const recent = ['eva', 'cem', 'ana', 'ben'];
    expect(order({ active: ['eva'], recent }).slice(0, 3)).toEqual(['ana', 'eva', 'cem']);
  });

  it('somebody who speaks on the first page stays in place', () => {
    expect(order({ active: ['ben'], recent: ['ben'] })).toBe(people);
  });

  it('on a page full of active people, only a less important one makes room', () => {
    expect(order({ active: ['ana', 'ben', 'cem', 'dan'] })).toBe(people);
    expect(order({ active: ['ana', 'ben', 'dan', 'eva'] }).slice(0, 3)).toEqual([
      'ana',
      'ben',
      'dan',
    ]);
    const after = order({ active: ['dan', 'ana', 'ben', 'cem'] });
    expect(after.slice(0, 3)).toEqual(['ana', 'ben', 'dan']);
    expect(order({ before: after, active: ['dan', 'ana', 'ben', 'cem'] })).toBe(after);
  });

  it('the order stays when they stop to speak', () => {
    const after = order({ active: ['eva'], recent: ['eva'] });
    expect(order({ before: after, recent: ['eva'] })).toBe(after);
  });

  it('a place that becomes free on the first page goes to the next one, and nobody else there moves', () => {
    const now = people.filter((id) => id !== 'ana');
    expect(order({ now })).toEqual(['dan', 'ben', 'cem', 'eva', 'fay']);
  });

  it('on a single page the tiles close up, and newcomers come last', () => {
    expect(order({ now: ['ben', 'cem', 'gus'], first: Number.POSITIVE_INFINITY })).toEqual([
      'ben',
      'cem',
      'gus',
    ]);
  });

  it('the person who is large takes no place on the first page and keeps theirs for later', () => {
    expect(order({ large: 'ana', active: ['dan'] })).toBe(people);
    expect(order({ large: 'ana', active: ['eva'] })).toEqual([
      'ana',
      'ben',
      'cem',
      'eva',
      'dan',
      'fay',
    ]);
  });

  it('somebody who has left is not brought forward', () => {
    expect(order({ active: ['zoe'] })).toBe(people);
  });
});

describe('who was active', () => {
  it('the latest come first, and the list is the same while nothing changes', () => {
    const first = recentlyActive([], ['ana']);
    const second = recentlyActive(first, ['ben']);
    expect(second).toEqual(['ben', 'ana']);
    expect(recentlyActive(second, ['ben'])).toBe(second);
    expect(recentlyActive(second, [])).toBe(second);
    expect(recentlyActive(second, ['ana', 'ben'])).toBe(second);
  });
});
