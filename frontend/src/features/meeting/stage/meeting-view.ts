import { createContext, useContext } from 'react';
import type { CallSession } from '../../../call/session/call-session';
import { createValue, type Value } from '../../../core/value';
import { ShownHeights } from './shown-heights';
import type { ShownKey } from './shown-key';

/** How one viewer looks at a meeting; nobody else is told. */
export class MeetingView {
  readonly pinned: Value<ShownKey | null> = createValue<ShownKey | null>(null);
  /** What is large on the stage, pinned or not. */
  readonly focus: Value<ShownKey | null> = createValue<ShownKey | null>(null);
  /** The small window over other programs. */
  readonly pipWindow: Value<Window | null> = createValue<Window | null>(null);
  /** Width of one's own video by its height; null until the camera has given a frame. */
  readonly ownRatio: Value<number | null> = createValue<number | null>(null);
  readonly heights: ShownHeights;

  constructor(call: CallSession) {
    this.heights = new ShownHeights((id, source, height) => call.constrain(id, source, height));
  }

  /** Pins a picture in place of the one that was, or lets it go. */
  togglePin(key: ShownKey): void {
    this.pinned.update((current) => (current === key ? null : key));
  }
}

export const MeetingViewContext = createContext<MeetingView | null>(null);

/** How this page's viewer looks at the meeting. */
export function useMeetingView(): MeetingView {
  const view = useContext(MeetingViewContext);
  if (view === null) throw new Error('useMeetingView needs a MeetingViewContext');
  return view;
}
