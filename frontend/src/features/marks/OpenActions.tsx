import { Suspense, useEffect, useState } from 'react';
import { isInMeeting } from '../../call/session/call-machine';
import { useCallPart } from '../../hooks/useCall';
import { useGuest } from '../../hooks/useGuest';
import { useValue } from '../../hooks/useValue';
import { lazyInCall } from '../../lib/lazy-part';
import { actionsIn, useRoomActions } from './actions-api';
import { closedIn } from './open-actions-view';

const OpenActionsCard = lazyInCall(async () => (await import('./OpenActionsCard')).OpenActionsCard);

/** Milliseconds in the meeting: the connections and first video frames come first. */
const ASK_AFTER_MS = 2_500;

interface OpenActionsProps {
  /** A panel needs the room. */
  isHidden: boolean;
  /** Called before the list disappears, and with it the focus. */
  onClose: () => void;
}

/** What earlier meetings of the room left to do, from the start of a meeting until it is closed. */
export function OpenActions({ isHidden, onClose }: OpenActionsProps) {
  const meetingId = useCallPart(({ meeting, phase }) =>
    isInMeeting(phase) ? (meeting?.id ?? null) : null,
  );
  const isAccount = useGuest() === null;
  const isSettled = useSettled(meetingId);
  const list = useRoomActions(isAccount && isSettled);
  const isClosed = useValue(closedIn) === meetingId;
  const actions = actionsIn(list.data);
  if (meetingId === null || isClosed || actions.length === 0) return null;
  return (
    <Suspense fallback={null}>
      <OpenActionsCard actions={actions} list={list} {...{ meetingId, isHidden, onClose }} />
    </Suspense>
  );
}

/** Whether the client has been in the meeting for some seconds. */
function useSettled(meetingId: string | null): boolean {
  const [settledIn, setSettledIn] = useState<string | null>(null);
  useEffect(() => {
    if (meetingId === null) return;
    const timer = setTimeout(() => setSettledIn(meetingId), ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [meetingId]);
  return meetingId !== null && settledIn === meetingId;
}
