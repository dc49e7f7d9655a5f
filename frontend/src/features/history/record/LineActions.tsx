import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import Typography from '@mui/material/Typography';
import type { MeetingRecord } from '@parley/shared/history';
import type { Line } from '@parley/shared/lines';
import type { MarkKind } from '@parley/shared/marks';
import { useSnackbar } from 'notistack';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { useLayer } from '../../../hooks/useLayer';
import { copyText } from '../../../lib/copy-text';
import { errorMessage } from '../../../lib/error-messages';
import { MARK_KINDS, MARK_LABELS } from '../../../lib/mark-words';
import { paths } from '../../../lib/paths';
import { ConfirmDialog } from '../../../ui/ConfirmDialog';
import { visuallyHidden } from '../../../ui/visually-hidden';
import { MarkAction } from './MarkAction';
import { useAddMark, useRemoveMark, useRetractLine } from './record-api';

interface LineActionsProps {
  meeting: MeetingRecord;
  lines: readonly Line[];
  isReadOnly: boolean;
  /** The line whose menu is open. */
  menu: { lineId: string; anchor: HTMLElement } | null;
  closeMenu: () => void;
  children: (markByKey: (event: KeyboardEvent<HTMLElement>) => void) => ReactNode;
}

const KEYS: Readonly<Record<string, MarkKind>> = { m: 'moment', d: 'decision', a: 'action' };
const NAMES: Record<MarkKind, string> = {
  moment: 'Mark as moment',
  decision: 'Mark as decision',
  action: 'Mark as action…',
};

/** What readers do with a line: its menu, its keys, and the dialogs of both. */
export function LineActions(props: LineActionsProps) {
  const { meeting, lines, isReadOnly, menu, closeMenu, children } = props;
  const [asked, setAsked] = useState<{ what: 'action' | 'retract'; line: Line } | null>(null);
  const [news, setNews] = useState('');
  const add = useAddMark(meeting.id);
  const remove = useRemoveMark(meeting.id);
  const retract = useRetractLine(meeting.id);
  const { enqueueSnackbar } = useSnackbar();
  useLayer(menu !== null, closeMenu);
  const lineOf = (id: string | undefined) => lines.find((line) => line.id === id);
  const markOf = (line: Line, kind: MarkKind) =>
    meeting.marks.find((mark) => mark.lineId === line.id && mark.kind === kind);
  const open = lineOf(menu?.lineId);

  const mark = (line: Line, kind: MarkKind): void => {
    const name = MARK_LABELS[kind].toLowerCase();
    if (markOf(line, kind) !== undefined) setNews(`Already marked as ${name}.`);
    else if (kind === 'action') setAsked({ what: 'action', line });
    else {
      setNews(`Marked as ${name}.`);
      add.mutate({ line, mark: { lineId: line.id, kind } });
    }
  };
  const markByKey = (event: KeyboardEvent<HTMLElement>): void => {
    const kind = KEYS[event.key.toLowerCase()];
    const hasModifier = event.altKey || event.ctrlKey || event.metaKey;
    if (isReadOnly || kind === undefined || hasModifier || event.repeat) return;
    const line = lineOf(
      (event.target as HTMLElement).closest<HTMLElement>('.item')?.dataset['line'],
    );
    if (line === undefined || line.retractedAt !== undefined) return;
    event.preventDefault();
    mark(line, kind);
  };
  const copyLink = async (line: Line): Promise<void> => {
    const link = new URL(paths.line(meeting.id, line.id), window.location.origin).href;
    const done = await copyText(link);
    enqueueSnackbar(done ? 'Link to this line copied.' : `Could not copy. The link is ${link}`);
  };
  const confirmRetract = async (line: Line): Promise<void> => {
    try {
      await retract.mutateAsync(line.id);
    } catch (error) {
      enqueueSnackbar(errorMessage(error), { variant: 'error' });
    }
    setAsked(null);
  };
  const choose = (act: () => void) => () => {
    closeMenu();
    act();
  };
  const isOwn = (line: Line): boolean =>
    line.retractedAt === undefined &&
    meeting.attendances.some(({ isMe, id }) => isMe && id === line.speaker.id);

  return (
    <>
      {children(markByKey)}
      <output aria-live="polite" style={visuallyHidden}>
        {news}
      </output>
      <Menu anchorEl={menu?.anchor} open={open !== undefined} onClose={closeMenu}>
        {open && [
          <MenuItem key="copy" onClick={choose(() => void copyLink(open))}>
            Copy link
          </MenuItem>,
          ...(open.retractedAt === undefined ? MARK_KINDS : []).map((kind) => {
            const known = markOf(open, kind);
            return known === undefined ? (
              <MarkItem key={kind} kind={kind} onChoose={choose(() => mark(open, kind))} />
            ) : (
              <MenuItem key={kind} onClick={choose(() => remove.mutate(known.id))}>
                Remove {MARK_LABELS[kind].toLowerCase()}
              </MenuItem>
            );
          }),
          ...(isOwn(open)
            ? [
                <MenuItem
                  key="retract"
                  onClick={choose(() => setAsked({ what: 'retract', line: open }))}
                  sx={{ color: 'error.main' }}
                >
                  Remove my line
                </MenuItem>,
              ]
            : []),
        ]}
      </Menu>
      {asked?.what === 'action' && (
        <MarkAction meeting={meeting} line={asked.line} onClose={() => setAsked(null)} />
      )}
      <ConfirmDialog
        open={asked?.what === 'retract'}
        title="Remove your line?"
        text="Its text is deleted for everybody, also from exports. The record says that you removed it. This cannot be undone."
        action="Remove"
        busy={retract.isPending}
        onConfirm={() => asked && void confirmRetract(asked.line)}
        onClose={() => setAsked(null)}
      />
    </>
  );
}

interface MarkItemProps {
  kind: MarkKind;
  onChoose: () => void;
}

function MarkItem({ kind, onChoose, ...item }: MarkItemProps) {
  const key = kind.charAt(0).toUpperCase();
  return (
    <MenuItem {...item} aria-label={NAMES[kind]} aria-keyshortcuts={key} onClick={onChoose}>
      {NAMES[kind]}
      <Typography
        component="kbd"
        aria-hidden
        sx={{
          marginInlineStart: 'auto',
          paddingInlineStart: 4,
          fontSize: 13,
          color: 'text.secondary',
          fontFamily: 'inherit',
        }}
      >
        {key}
      </Typography>
    </MenuItem>
  );
}
