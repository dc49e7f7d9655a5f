import type { Message } from '@parley/shared/chat';
import type { MarkPerson } from '@parley/shared/marks';
import { useMemo, useState } from 'react';
import { useCall } from '../../hooks/useCall';
import { errorMessage } from '../../lib/error-messages';
import { wordingOf } from '../../lib/mark-words';
import { ActionDialog, type ActionFields } from '../../ui/ActionDialog';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import type { LineControl } from './line-control';
import { noticeFailed } from './mark-notices';

interface LineDialogProps {
  control: LineControl;
  line: Message;
  onClose: () => void;
}

/** Asks for the details of an action and then marks the line. */
export function MarkActionDialog({ control, line, onClose }: LineDialogProps) {
  const people = usePeople(control);
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const start = wordingOf(line.text);
  const submit = ({ text, assigneeId, dueOn }: ActionFields): void => {
    const assignee = people.find(({ id }) => id === assigneeId);
    setIsBusy(true);
    setProblem(undefined);
    control
      .mark(line, {
        kind: 'action',
        ...(text !== start && { text }),
        ...(assignee && { assignee }),
        ...(dueOn !== null && { dueOn }),
      })
      .then(onClose, (error: unknown) => setProblem(errorMessage(error)))
      .finally(() => setIsBusy(false));
  };
  return (
    <ActionDialog
      title="Mark as action"
      action="Mark as action"
      start={{ text: start, assigneeId: null, dueOn: null }}
      people={people}
      busy={isBusy}
      problem={problem}
      onSubmit={submit}
      onClose={onClose}
    />
  );
}

/** Who is in the meeting now, the user first, and who wrote in it and has left. */
function usePeople({ lines }: LineControl): readonly MarkPerson[] {
  const call = useCall();
  return useMemo(() => {
    const { self, remotes } = call.snapshot.get();
    const all: readonly MarkPerson[] = [
      ...(self.participant === null ? [] : [self.participant]),
      ...remotes.map(({ participant }) => participant),
      ...lines.snapshot.get().messages.map(({ sender }) => sender),
    ];
    return all.filter(({ id }, index) => all.findIndex((person) => person.id === id) === index);
  }, [call, lines]);
}

/** Asks before a message is removed: that cannot be undone. */
export function RetractDialog({ control, line, onClose }: LineDialogProps) {
  const [isBusy, setIsBusy] = useState(false);
  return (
    <ConfirmDialog
      open
      title="Remove your message?"
      text="Its text is deleted for everybody, here and in the record. A line that says that you removed it stays."
      action="Remove"
      busy={isBusy}
      onConfirm={() => {
        setIsBusy(true);
        control.lines
          .retract(line.id)
          .then(onClose, noticeFailed)
          .finally(() => setIsBusy(false));
      }}
      onClose={onClose}
    />
  );
}
