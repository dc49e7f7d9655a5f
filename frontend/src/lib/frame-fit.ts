/** Width and height in any one unit. */
export interface Size {
  width: number;
  height: number;
}

/** How a video frame lies in its element: values for CSS `object-fit` and `object-position`. */
export interface FrameFit {
  fit: 'contain' | 'cover';
  position: string;
}

/** A wide frame fills its element unless more than this share of it would be cropped. */
const MOST_OF_WIDE = 1 / 3;
/** A square or upright frame has less to spare: the person fills it from head to chest. */
const MOST_OF_UPRIGHT = 1 / 10;

/**
 * Fills `element` with `frame` where little is lost, otherwise shows the whole frame. What is
 * cropped in height is cropped at the bottom, so that heads stay whole.
 */
export function frameFit(frame: Size, element: Size): FrameFit {
  const frameRatio = frame.width / frame.height;
  const elementRatio = element.width / element.height;
  const cropped = 1 - Math.min(frameRatio / elementRatio, elementRatio / frameRatio);
  const most = frameRatio > 1 ? MOST_OF_WIDE : MOST_OF_UPRIGHT;
  // Before the first frame and in a hidden element there is nothing to compare (NaN).
  if (cropped > most) return { fit: 'contain', position: '50% 50%' };
  return { fit: 'cover', position: frameRatio < elementRatio ? '50% 0%' : '50% 50%' };
}
