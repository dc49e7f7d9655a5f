import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import type { MeetingRecord } from '@parley/shared/history';
import type { Mark } from '@parley/shared/marks';
import { type KeyboardEvent, useDeferredValue, useMemo, useState } from 'react';
import { localDay } from '../../../lib/due-words';
import { formatDate } from '../../../lib/format';
import { EmptyState } from '../../../ui/EmptyState';
import { LoadError } from '../../../ui/LoadError';
import { RowsSkeleton } from '../../../ui/Row';
import { Section } from '../../../ui/Section';
import { visuallyHidden } from '../../../ui/visually-hidden';
import { type ConversationItem, conversationItems } from './conversation-items';
import { ConversationLine, EventLine } from './ConversationLine';
import { LineActions } from './LineActions';
import { LineList } from './LineList';
import type { Jump } from './place';
import type { RecordEvent } from '@parley/shared/record-events';
import { useEventsShown } from './useEventsShown';
import type { LoadedLines } from './useLines';
import { useLineFocus } from './useLineFocus';
import type { Target } from './useTarget';

interface ConversationProps {
  meeting: MeetingRecord;
  loaded: LoadedLines;
  events: readonly RecordEvent[];
  isReadOnly: boolean;
  /** Where the reader wants to go. */
  target: Target | undefined;
  jump: Jump;
}

const HINT_ID = 'conversation-keys';

/** What was said in the meeting, with what happened between the lines. */
export function Conversation(props: ConversationProps) {
  const { meeting, loaded, events, isReadOnly, target, jump } = props;
  const [showsEvents, setShowsEvents] = useEventsShown();
  const lineCount = loaded.lines?.length ?? 0;
  return (
    <Section
      title="Conversation"
      {...(lineCount > 0 && !loaded.hasMore && { count: lineCount })}
      action={
        <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
          {!isReadOnly && lineCount > 0 && <KeyHint />}
          <Button size="small" onClick={() => setShowsEvents(!showsEvents)}>
            {showsEvents ? 'Hide events' : 'Show events'}
          </Button>
        </Box>
      }
    >
      {loaded.lines !== undefined && (
        <Lines
          key={meeting.id}
          meeting={meeting}
          loaded={loaded}
          events={showsEvents ? events : NONE}
          isReadOnly={isReadOnly}
          target={target}
          jump={jump}
        />
      )}
      {loaded.error !== null && <LoadError error={loaded.error} onRetry={loaded.retry} />}
      {loaded.error === null && (loaded.lines === undefined || loaded.hasMore) && (
        <RowsSkeleton
          rows={3}
          label={loaded.lines === undefined ? 'the conversation' : 'more lines'}
        />
      )}
    </Section>
  );
}

/** The keys of a line, where there is a keyboard; screen readers get them with the list. */
const KeyHint = () => (
  <Typography
    aria-hidden
    sx={{
      fontSize: 12,
      color: 'text.secondary',
      display: { xs: 'none', md: 'block' },
      '@media (hover: none), print': { display: 'none' },
      '& kbd': {
        font: 'inherit',
        border: 1,
        borderColor: 'divider',
        borderRadius: 0.5,
        paddingInline: 0.5,
      },
    }}
  >
    <kbd>M</kbd> moment <kbd>D</kbd> decision <kbd>A</kbd> action
  </Typography>
);

const NONE: readonly RecordEvent[] = [];

function Lines(props: ConversationProps) {
  const { meeting, loaded, events, isReadOnly, target, jump } = props;
  // Rendering hundreds of lines gives way to the user, such as to scrolling.
  const lines = useDeferredValue(loaded.lines ?? []);
  const hasMore = useDeferredValue(loaded.hasMore);
  const hasDays = localDay(Date.parse(meeting.startedAt)) !== localDay(endOf(meeting));
  const items = useMemo(
    () => conversationItems({ lines, events, hasMore, hasDays }),
    [lines, events, hasMore, hasDays],
  );
  const marksOf = useMemo(() => groupByLine(meeting.marks), [meeting.marks]);
  const [menu, setMenu] = useState<{ lineId: string; anchor: HTMLElement } | null>(null);
  const focus = useLineFocus({ items, target, jump, isComplete: !hasMore });

  if (items.length === 0 && !hasMore) {
    return <EmptyState text={emptyText(meeting)} />;
  }
  return (
    <>
      {lines.length === 0 && !hasMore && (
        <Typography sx={{ color: 'text.secondary' }}>{emptyText(meeting)}</Typography>
      )}
      <Box component="span" id={HINT_ID} sx={visuallyHidden}>
        {isReadOnly
          ? 'Arrow keys move between lines.'
          : 'Arrow keys move between lines, and Enter opens the menu of a line. M marks it as moment, D as decision, A as action.'}
      </Box>
      <LineActions
        meeting={meeting}
        lines={lines}
        isReadOnly={isReadOnly}
        menu={menu}
        closeMenu={() => setMenu(null)}
      >
        {(markByKey) => (
          <LineList
            role="list"
            aria-label="Lines"
            aria-describedby={HINT_ID}
            onFocus={focus.onFocus}
            onKeyDown={(event) => {
              focus.onKeyDown(event);
              markByKey(event);
              openMenuByKey(event);
            }}
            onClick={(event) => {
              const button = (event.target as Element).closest<HTMLElement>('.more');
              const lineId = button?.closest<HTMLElement>('[data-line]')?.dataset['line'];
              if (button && lineId !== undefined) setMenu({ lineId, anchor: button });
              else focus.onClick(event);
            }}
          >
            {groupsOf(items).map((group) => (
              <div key={group[0]?.key} role="none" className="group">
                {group.map((item) => (
                  <Item
                    key={item.key}
                    item={item}
                    marks={item.kind === 'line' ? marksOf.get(item.line.id) : undefined}
                    isCurrent={item.key === focus.current}
                    isShown={item.key === focus.shown}
                    isReadOnly={isReadOnly}
                  />
                ))}
              </div>
            ))}
          </LineList>
        )}
      </LineActions>
    </>
  );
}

/**
 * The browser lays out a group when it comes near the window. Groups of one line would cost it more
 * than the layout, at each frame of scrolling.
 */
const GROUP_SIZE = 10;

function groupsOf(items: readonly ConversationItem[]): ConversationItem[][] {
  const groups: ConversationItem[][] = [];
  for (let from = 0; from < items.length; from += GROUP_SIZE) {
    groups.push(items.slice(from, from + GROUP_SIZE));
  }
  return groups;
}

interface ItemProps {
  item: ConversationItem;
  marks: readonly Mark[] | undefined;
  isCurrent: boolean;
  isShown: boolean;
  isReadOnly: boolean;
}

function Item({ item, marks, isReadOnly, ...state }: ItemProps) {
  if (item.kind === 'day') {
    return (
      <div role="listitem" className="day">
        {formatDate(item.at)}
      </div>
    );
  }
  if (item.kind === 'event') {
    return <EventLine {...state} id={item.key} at={item.at} words={item.event.words} />;
  }
  const { line, isContinued } = item;
  const props = { ...state, line, isContinued, marks, isReadOnly };
  return <ConversationLine {...props} />;
}

/** Enter on a line opens its menu; on a link or button in it, the browser does what it says. */
function openMenuByKey({ key, target }: KeyboardEvent<HTMLElement>): void {
  if (key === 'Enter' && target instanceof HTMLElement && target.matches('.line')) {
    target.querySelector<HTMLElement>('.more')?.click();
  }
}

const endOf = ({ startedAt, durationSeconds }: MeetingRecord): number =>
  Date.parse(startedAt) + durationSeconds * 1_000;

const emptyText = ({ endedAt }: MeetingRecord): string =>
  endedAt === null
    ? 'What people write in the chat appears here.'
    : 'Nothing was written in this meeting.';

function groupByLine(marks: readonly Mark[]): Map<string, Mark[]> {
  const groups = new Map<string, Mark[]>();
  for (const mark of marks) {
    const group = groups.get(mark.lineId);
    if (group === undefined) groups.set(mark.lineId, [mark]);
    else group.push(mark);
  }
  return groups;
}
