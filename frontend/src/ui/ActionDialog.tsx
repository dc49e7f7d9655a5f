import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { type MarkPerson, markTextSchema } from '@parley/shared/marks';
import { nameLabel } from '@parley/shared/participants';
import { useEffect, useRef, useState } from 'react';
import { isImeKey } from '../lib/ime';
import { FormDialog } from './FormDialog';
import { TextInput } from './TextInput';

/** What the fields of the dialog contain. */
export interface ActionFields {
  readonly text: string;
  readonly assigneeId: string | null;
  /** A calendar day such as `2026-12-24`. */
  readonly dueOn: string | null;
}

interface ActionDialogProps {
  title: string;
  /** The verb on the main button. */
  action: string;
  start: ActionFields;
  /** The people who can be its assignee. */
  people: readonly MarkPerson[];
  busy: boolean;
  problem: string | undefined;
  onSubmit: (fields: ActionFields) => void;
  onClose: () => void;
}

/** The form of an action: what has to be done, by whom, until when. Only the first is needed. */
export function ActionDialog(props: ActionDialogProps) {
  const { title, action, start, people, busy, problem, onSubmit, onClose } = props;
  const [fields, setFields] = useState(start);
  const [textProblem, setTextProblem] = useState<string>();
  const change = (part: Partial<ActionFields>): void => setFields((now) => ({ ...now, ...part }));
  return (
    <FormDialog
      title={title}
      action={action}
      busy={busy}
      problem={problem}
      onSubmit={(event) => {
        event.preventDefault();
        const text = markTextSchema.safeParse(fields.text);
        setTextProblem(text.error?.issues[0]?.message);
        if (text.success && !busy) onSubmit({ ...fields, text: text.data });
      }}
      onClose={onClose}
    >
      <Wording
        text={fields.text}
        problem={textProblem}
        onChange={(text) => {
          change({ text });
          setTextProblem(undefined);
        }}
      />
      <TextField
        select
        label="Assignee"
        value={fields.assigneeId ?? ''}
        slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
        onChange={({ target }) => change({ assigneeId: target.value || null })}
      >
        <MenuItem value="">Nobody yet</MenuItem>
        {people.map((person) => (
          <MenuItem key={person.id} value={person.id}>
            <bdi>{nameLabel(person)}</bdi>
          </MenuItem>
        ))}
      </TextField>
      <TextField
        type="date"
        label="Due date (optional)"
        value={fields.dueOn ?? ''}
        // Dialogs lie outside of the stage, whose colour scheme the icon of the picker needs.
        sx={({ vars, palette }) => (vars ? {} : { colorScheme: palette.mode })}
        slotProps={{ inputLabel: { shrink: true } }}
        onChange={({ target }) => change({ dueOn: target.value || null })}
      />
    </FormDialog>
  );
}

interface WordingProps {
  text: string;
  problem: string | undefined;
  onChange: (text: string) => void;
}

/** The first field, which takes the focus. The wording is one line: Enter sends the form. */
function Wording({ text, problem, onChange }: WordingProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <TextInput
      label="What has to be done"
      fullWidth
      multiline
      maxRows={4}
      inputRef={field}
      value={text}
      hasError={problem !== undefined}
      helperText={problem}
      onChange={({ target }) => onChange(target.value.replaceAll(/[\r\n]+/g, ' '))}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || isImeKey(event.nativeEvent)) return;
        event.preventDefault();
        event.currentTarget.closest('form')?.requestSubmit();
      }}
    />
  );
}
