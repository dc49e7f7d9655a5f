/** Of an element that shows all of its picture, or as much of it as fills the element. */
export interface ShownPicture {
  /** Of the element, in CSS pixels. */
  clientWidth: number;
  clientHeight: number;
  /** Of the picture that came last; 0 before the first. */
  videoWidth: number;
  videoHeight: number;
  fit: 'contain' | 'cover';
}

/** CSS pixels of height that the picture itself takes: bars above and below need no pixels. */
export function shownVideoHeight(picture: ShownPicture): number {
  const { clientWidth, clientHeight, videoWidth, videoHeight, fit } = picture;
  if (fit === 'cover' || videoWidth === 0) return clientHeight;
  return Math.min(clientHeight, (clientWidth * videoHeight) / videoWidth);
}
