import { createContext, useContext } from 'react';
import type { CallSession } from '../../../call/session/call-session';
import { createValue, type Value } from '../../../core/value';
import { ShownHeights } from './shown-heights';
import type { ShownKey } from './shown-key';

/** How this client shows the meeting. Other participants do not see it. */
export class MeetingView {
  readonly pinned: Value<ShownKey | null> = createValue<ShownKey | null>(null);
  /** The large tile of the stage, pinned or not. */
  readonly focus: Value<ShownKey | null> = createValue<ShownKey | null>(null);
  /** The small window over other applications. */
  readonly pipWindow: Value<Window | null> = createValue<Window | null>(null);
  /** The width of the self-view's frames divided by their height; null before the first frame. */
  readonly ownRatio: Value<number | null> = createValue<number | null>(null);
  readonly heights: ShownHeights;

  constructor(call: CallSession) {
    this.heights = new ShownHeights((id, source, height) => call.constrain(id, source, height));
  }

  /** Pins a tile in place of any other, or unpins it. */
  togglePin(key: ShownKey): void {
    this.pinned.update((current) => (current === key ? null : key));
  }
}

export const MeetingViewContext = createContext<MeetingView | null>(null);

/** The view of the meeting. @throws {Error} outside a MeetingViewContext. */
export function useMeetingView(): MeetingView {
  const view = useContext(MeetingViewContext);
  if (view === null) throw new Error('useMeetingView needs a MeetingViewContext');
  return view;
}
