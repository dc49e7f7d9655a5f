import { type ReactNode, useState } from 'react';
import { useCall } from '../../hooks/useCall';
import { PipHost } from './pip/PipHost';
import { MeetingView, MeetingViewContext } from './stage/meeting-view';

/** Lasts as long as the stay in the meeting, so that pins do too. */
export function MeetingViewProvider({ children }: { children: ReactNode }) {
  const call = useCall();
  const [view] = useState(() => new MeetingView(call));
  return (
    <MeetingViewContext value={view}>
      {children}
      <PipHost />
    </MeetingViewContext>
  );
}
