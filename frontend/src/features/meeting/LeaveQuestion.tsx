import { useState } from 'react';
import { isInMeeting } from '../../call/session/call-machine';
import { useCall, useCallPart } from '../../hooks/useCall';
import { useLayer } from '../../hooks/useLayer';
import { useMay } from '../../hooks/useMay';
import { ConfirmDialog } from '../../ui/ConfirmDialog';

interface LeaveQuestionProps {
  /** Opens the question of a host who wants to end the meeting. */
  onEndForAll: () => void;
}

/** Asks before the Back button of the browser ends a call. */
export function LeaveQuestion({ onEndForAll }: LeaveQuestionProps) {
  const call = useCall();
  const isInCall = useCallPart(({ phase }) => isInMeeting(phase));
  const mayEnd = useMay('meeting:end-for-all');
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
      {...(mayEnd && {
        other: {
          label: 'End for all',
          onChoose: () => {
            setIsAsking(false);
            onEndForAll();
          },
        },
      })}
    />
  );
}
