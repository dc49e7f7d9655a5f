import { describe, expect, it } from 'vitest';
import { facesOneself } from './useMirror';

const seenBy = (facingMode?: string): MediaStream =>
  ({ getVideoTracks: () => [{ getSettings: () => ({ facingMode }) }] }) as unknown as MediaStream;

describe('a mirror', () => {
  it('is for cameras that look at oneself, and for those that do not say where they look', () => {
    expect(facesOneself(seenBy('user'))).toBe(true);
    expect(facesOneself(seenBy())).toBe(true);
  });

  it('is not for the back camera of a phone', () => {
    expect(facesOneself(seenBy('environment'))).toBe(false);
  });
});
