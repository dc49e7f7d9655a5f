import type { MeetingRecord } from '@parley/shared/history';
import type { Line } from '@parley/shared/lines';
import type { Mark } from '@parley/shared/marks';
import { useState } from 'react';
import { errorMessage } from '../../../lib/error-messages';
import { wordingOf } from '../../../lib/mark-words';
import { ActionDialog, type ActionFields } from '../../../ui/ActionDialog';
import { useAddMark, useChangeMark } from './record-api';

type MarkActionProps = {
  meeting: MeetingRecord;
  onClose: () => void;
} & (
  | {
      /** The action to change. */
      mark: Mark;
      line?: undefined;
    }
  | {
      /** The line to mark as an action. */
      line: Line;
      mark?: undefined;
    }
);

/** Asks what has to be done, by whom, until when, and saves it. */
export function MarkAction({ meeting, mark, line, onClose }: MarkActionProps) {
  const add = useAddMark(meeting.id);
  const change = useChangeMark(meeting.id);
  const [problem, setProblem] = useState<string>();
  const wording = mark?.text ?? wordingOf(line?.text ?? '');

  const save = async ({ text, assigneeId, dueOn }: ActionFields): Promise<void> => {
    setProblem(undefined);
    const reworded = text !== wording;
    try {
      if (mark !== undefined) {
        const body = { ...(reworded && { text }), assigneeId, dueOn };
        await change.mutateAsync({ id: mark.id, change: body });
      } else if (line !== undefined) {
        await add.mutateAsync({
          line,
          mark: {
            lineId: line.id,
            kind: 'action',
            ...(reworded && { text }),
            ...(assigneeId !== null && { assigneeId }),
            ...(dueOn !== null && { dueOn }),
          },
        });
      }
      onClose();
    } catch (error) {
      setProblem(errorMessage(error));
    }
  };

  return (
    <ActionDialog
      title={mark === undefined ? 'Mark as action' : 'Edit action'}
      action="Save"
      start={{
        text: wording,
        assigneeId: mark?.assignee?.id ?? null,
        dueOn: mark?.dueOn ?? null,
      }}
      people={meeting.attendances}
      busy={add.isPending || change.isPending}
      problem={problem}
      onSubmit={(fields) => void save(fields)}
      onClose={onClose}
    />
  );
}
