import { type ReactNode, useState } from 'react';
import { useCall } from '../../hooks/useCall';
import { PipHost } from './pip/PipHost';
import { MeetingView, MeetingViewContext } from './stage/meeting-view';

/** Provides the meeting view, with its pins, for as long as the call page is open. */
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
