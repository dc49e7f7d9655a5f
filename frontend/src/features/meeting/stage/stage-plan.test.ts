import { describe, expect, it } from 'vitest';
import { inOrderOfArrival, stagePlan } from './stage-plan';

const noScreens = { others: ['ana', 'ben'], screens: [], pinned: null, pair: 'large' as const };

describe('the large tile', () => {
  it('no tile is large without a shared screen and without a pin', () => {
    expect(stagePlan(noScreens)).toEqual({
      focus: null,
      floating: null,
      keys: ['camera:self', 'camera:ana', 'camera:ben'],
    });
  });

  it('the newest screen is large; the other screens precede the participants', () => {
    const plan = stagePlan({ ...noScreens, screens: ['ana', 'ben'] });
    expect(plan.focus).toBe('screen:ben');
    expect(plan.keys.slice(0, 2)).toEqual(['screen:ana', 'screen:ben']);
  });

  it("the user's own screen is large only while no other participant shares", () => {
    expect(stagePlan({ ...noScreens, screens: ['self'] }).focus).toBe('screen:self');
    expect(stagePlan({ ...noScreens, screens: ['ana', 'self'] }).focus).toBe('screen:ana');
  });

  it('a pinned tile is large even while a screen is shared', () => {
    const plan = stagePlan({ ...noScreens, screens: ['ana'], pinned: 'camera:ben' });
    expect(plan.focus).toBe('camera:ben');
    expect(plan.keys).toContain('screen:ana');
  });

  it('a pinned participant who left is not large', () => {
    expect(stagePlan({ ...noScreens, pinned: 'camera:cem' }).focus).toBeNull();
  });
});

describe('a pair view', () => {
  const two = { ...noScreens, others: ['ana'] };

  it('two participants see each other large and themselves small', () => {
    expect(stagePlan(two)).toMatchObject({ focus: null, floating: 'camera:self' });
  });

  it('a grid replaces the pair view if the user wants it and from the third participant on', () => {
    expect(stagePlan({ ...two, pair: 'grid' }).floating).toBeNull();
    expect(stagePlan(noScreens).floating).toBeNull();
    expect(stagePlan({ ...two, others: [] }).floating).toBeNull();
  });

  it('two participants see a screen or a pinned tile as larger meetings do', () => {
    expect(stagePlan({ ...two, screens: ['ana'] }).floating).toBeNull();
    expect(stagePlan({ ...two, pinned: 'camera:ana' })).toMatchObject({
      focus: 'camera:ana',
      floating: null,
    });
  });
});

describe('the order of screens', () => {
  it('screens are ordered by their start and not by the order of tiles', () => {
    const first = inOrderOfArrival([], ['ben']);
    expect(inOrderOfArrival(first, ['ana', 'ben'])).toEqual(['ben', 'ana']);
  });

  it('a screen that ended and starts again is the newest', () => {
    const both = inOrderOfArrival([], ['ana', 'ben']);
    const one = inOrderOfArrival(both, ['ben']);
    expect(inOrderOfArrival(one, ['ana', 'ben'])).toEqual(['ben', 'ana']);
  });

  it('the order of screens is the same array while nothing changes', () => {
    const both = inOrderOfArrival([], ['ana', 'ben']);
    expect(inOrderOfArrival(both, ['ben', 'ana'])).toBe(both);
  });
});
