/**
 * Of what a camera captures, in pixels; null while it is not known. Of a picture held upright the
 * width counts: 'p' names the shorter side.
 */
export function shorterSide(track: MediaStreamTrack | undefined): number | null {
  const { width, height } = track?.getSettings() ?? {};
  return width && height ? Math.min(width, height) : null;
}
