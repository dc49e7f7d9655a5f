/** Width and height in the same unit. */
export interface Size {
  width: number;
  height: number;
}

/** Values for CSS `object-fit` and `object-position` of a video element. */
export interface FrameFit {
  fit: 'contain' | 'cover';
  position: string;
}

/** The greatest share of a wide frame that may be cropped so that it fills its element. */
const MOST_OF_WIDE = 1 / 3;
/** The same for a square or upright frame, which a person fills from head to chest. */
const MOST_OF_UPRIGHT = 1 / 10;

/**
 * Lets `frame` fill `element` if little of it is cropped, and otherwise shows the whole frame. A
 * frame that is too high is cropped at the bottom, so that heads stay whole.
 */
export function frameFit(frame: Size, element: Size): FrameFit {
  const frameRatio = frame.width / frame.height;
  const elementRatio = element.width / element.height;
  const cropped = 1 - Math.min(frameRatio / elementRatio, elementRatio / frameRatio);
  const most = frameRatio > 1 ? MOST_OF_WIDE : MOST_OF_UPRIGHT;
  // Before the first frame and in a hidden element `cropped` is NaN, and the frame covers.
  if (cropped > most) return { fit: 'contain', position: '50% 50%' };
  return { fit: 'cover', position: frameRatio < elementRatio ? '50% 0%' : '50% 50%' };
}
