import { describe, expect, it } from 'vitest';
import { inOrderOfArrival, stagePlan } from './stage-plan';

const nobodyShares = { others: ['ana', 'ben'], screens: [], pinned: null, pair: 'large' as const };

describe('what is large on the stage', () => {
  it('is nobody while nobody shares and nobody is pinned', () => {
    expect(stagePlan(nobodyShares)).toEqual({
      focus: null,
      floating: null,
      keys: ['camera:self', 'camera:ana', 'camera:ben'],
    });
  });

  it('is the newest screen; the others come before the people', () => {
    const plan = stagePlan({ ...nobodyShares, screens: ['ana', 'ben'] });
    expect(plan.focus).toBe('screen:ben');
    expect(plan.keys.slice(0, 2)).toEqual(['screen:ana', 'screen:ben']);
  });

  it("is one's own screen only while nobody else shares", () => {
    expect(stagePlan({ ...nobodyShares, screens: ['self'] }).focus).toBe('screen:self');
    expect(stagePlan({ ...nobodyShares, screens: ['ana', 'self'] }).focus).toBe('screen:ana');
  });

  it('is what was pinned, whatever is shared', () => {
    const plan = stagePlan({ ...nobodyShares, screens: ['ana'], pinned: 'camera:ben' });
    expect(plan.focus).toBe('camera:ben');
    expect(plan.keys).toContain('screen:ana');
  });

  it('is not somebody who was pinned and is gone', () => {
    expect(stagePlan({ ...nobodyShares, pinned: 'camera:cem' }).focus).toBeNull();
  });
});

describe('two people', () => {
  const two = { ...nobodyShares, others: ['ana'] };

  it('see each other large, and themselves small', () => {
    expect(stagePlan(two)).toMatchObject({ focus: null, floating: 'camera:self' });
  });

  it('are alike where the viewer wants that, and from the third person on', () => {
    expect(stagePlan({ ...two, pair: 'grid' }).floating).toBeNull();
    expect(stagePlan(nobodyShares).floating).toBeNull();
    expect(stagePlan({ ...two, others: [] }).floating).toBeNull();
  });

  it('look at a screen or a pinned person as more people do', () => {
    expect(stagePlan({ ...two, screens: ['ana'] }).floating).toBeNull();
    expect(stagePlan({ ...two, pinned: 'camera:ana' })).toMatchObject({
      focus: 'camera:ana',
      floating: null,
    });
  });
});

describe('the order of screens', () => {
  it('is that of their beginning, not that of the tiles', () => {
    const first = inOrderOfArrival([], ['ben']);
    expect(inOrderOfArrival(first, ['ana', 'ben'])).toEqual(['ben', 'ana']);
  });

  it('forgets a screen that ended, so that it is the newest when it begins again', () => {
    const both = inOrderOfArrival([], ['ana', 'ben']);
    const one = inOrderOfArrival(both, ['ben']);
    expect(inOrderOfArrival(one, ['ana', 'ben'])).toEqual(['ben', 'ana']);
  });

  it('is the same array while nothing changes', () => {
    const both = inOrderOfArrival([], ['ana', 'ben']);
    expect(inOrderOfArrival(both, ['ben', 'ana'])).toBe(both);
  });
});
