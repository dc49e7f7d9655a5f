import { useState } from 'react';
import { isInMeeting } from '../../call/session/call-machine';
import { useCall, useCallPart } from '../../hooks/useCall';
import { useLayer } from '../../hooks/useLayer';
import { ConfirmDialog } from '../../ui/ConfirmDialog';

/** Asks before the Back button of the browser ends a call. */
export function LeaveQuestion() {
  const call = useCall();
  const isInCall = useCallPart(({ phase }) => isInMeeting(phase));
  const [isAsking, setIsAsking] = useState(false);
  useLayer(isInCall, () => setIsAsking(true));
  return (
    <ConfirmDialog
      open={isInCall && isAsking}
      title="Leave the meeting?"
      text="The others go on without you. You can rejoin while the meeting lasts."
      action="Leave"
      onConfirm={() => void call.leave()}
      onClose={() => setIsAsking(false)}
    />
  );
}
