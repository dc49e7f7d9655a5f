import { describe, expect, it } from 'vitest';
import { facesUser } from './useMirror';

const seenBy = (facingMode?: string): MediaStream =>
  ({ getVideoTracks: () => [{ getSettings: () => ({ facingMode }) }] }) as unknown as MediaStream;

describe('isMirrored', () => {
  it('a self-view is mirrored for a front camera and for a camera of unknown direction', () => {
    expect(facesUser(seenBy('user'))).toBe(true);
    expect(facesUser(seenBy())).toBe(true);
  });

  it('a self-view is not mirrored for the back camera of a phone', () => {
    expect(facesUser(seenBy('environment'))).toBe(false);
  });
});
