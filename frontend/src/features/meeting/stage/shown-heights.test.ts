import { describe, expect, it } from 'vitest';
import { ShownHeights } from './shown-heights';

function setUp() {
  const reported: [string, string, number][] = [];
  const heights = new ShownHeights((id, source, height) => reported.push([id, source, height]));
  const element = (): HTMLVideoElement => ({}) as HTMLVideoElement;
  return { reported, heights, tile: element(), window: element() };
}

describe('ShownHeights', () => {
  it('the shown height is reported per participant and source', () => {
    const { reported, heights, tile } = setUp();
    heights.set('screen:ana', tile, 720);
    expect(reported).toEqual([['ana', 'screen', 720]]);
  });

  it('the largest element of a video counts, so the small window counts while the page is hidden', () => {
    const { reported, heights, tile, window } = setUp();
    heights.set('camera:ana', tile, 540);
    heights.set('camera:ana', window, 180);
    heights.set('camera:ana', tile, 0);
    expect(reported.map(([, , height]) => height)).toEqual([540, 540, 180]);
  });

  it('the height on the page counts again after the small window closes', () => {
    const { reported, heights, tile, window } = setUp();
    heights.set('camera:ana', tile, 0);
    heights.set('camera:ana', window, 180);
    heights.remove('camera:ana', window);
    expect(reported.at(-1)).toEqual(['ana', 'camera', 0]);
  });

  it('removing the last element reports nothing', () => {
    const { reported, heights, tile } = setUp();
    heights.set('camera:ana', tile, 540);
    heights.remove('camera:ana', tile);
    expect(reported).toHaveLength(1);
    expect(heights.elementOf('camera:ana')).toBeNull();
  });

  it('a tile on another page is reported as hidden, at once and without an element', () => {
    const { reported, heights } = setUp();
    heights.setOnOtherPages(['camera:ana']);
    heights.setOnOtherPages(['camera:ana', 'camera:ben']);
    expect(reported).toEqual([
      ['ana', 'camera', 0],
      ['ben', 'camera', 0],
    ]);
  });

  it('the last element of a tile that went to another page is reported as hidden', () => {
    const { reported, heights, tile } = setUp();
    heights.set('camera:ana', tile, 540);
    heights.setOnOtherPages(['camera:ana']);
    heights.remove('camera:ana', tile);
    expect(reported.map(([, , height]) => height)).toEqual([540, 0]);
  });

  it('a tile that comes back to the page is wanted at once, before it has an element', () => {
    const { reported, heights } = setUp();
    heights.setOnOtherPages(['camera:ana', 'camera:ben']);
    heights.setOnOtherPages(['camera:ben']);
    expect(reported.at(-1)).toEqual(['ana', 'camera', 180]);
    expect(reported).toHaveLength(3);
  });

  it('the small window counts for a tile on another page', () => {
    const { reported, heights, window } = setUp();
    heights.setOnOtherPages(['camera:ana']);
    heights.set('camera:ana', window, 180);
    heights.remove('camera:ana', window);
    expect(reported.map(([, , height]) => height)).toEqual([0, 180, 0]);
  });
});
