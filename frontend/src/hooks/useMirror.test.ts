import { describe, expect, it } from 'vitest';
import { facesOneself } from './useMirror';

const seenBy = (facingMode?: string): MediaStream =>
  ({ getVideoTracks: () => [{ getSettings: () => ({ facingMode }) }] }) as unknown as MediaStream;

describe('isMirrored', () => {
  it('a self-view is mirrored for a front camera and for a camera of unknown direction', () => {
    expect(facesOneself(seenBy('user'))).toBe(true);
    expect(facesOneself(seenBy())).toBe(true);
  });

  it('a self-view is not mirrored for the back camera of a phone', () => {
    expect(facesOneself(seenBy('environment'))).toBe(false);
  });
});
