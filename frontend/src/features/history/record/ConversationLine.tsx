import type { Line } from '@parley/shared/lines';
import type { Mark } from '@parley/shared/marks';
import { nameLabel } from '@parley/shared/participants';
import { memo } from 'react';
import { avatarColor } from '../../../lib/avatar';
import { dueWords } from '../../../lib/due-words';
import { formatTime } from '../../../lib/format';
import { firstGrapheme } from '../../../lib/graphemes';
import { isolate } from '../../../lib/isolate';
import { MARK_LABELS } from '../../../lib/mark-words';
import { roleLabel } from '../../../lib/role-words';
import { LinkedText } from '../../../ui/LinkedText';
import { MarkIcon } from '../../../ui/MarkIcon';
import { lineKey } from './conversation-items';
import { useLinkBase } from './link-base';

interface ConversationLineProps {
  line: Line;
  isContinued: boolean;
  /** Marks on this line; undefined for none. */
  marks: readonly Mark[] | undefined;
  /** The one line that the Tab key reaches; arrow keys go on from it. */
  isCurrent: boolean;
  /** The user has just come here by a link or from the timeline. */
  isShown: boolean;
  isReadOnly: boolean;
}

/**
 * One line of the conversation. It is made of plain elements, and {@link LineList} styles them and
 * handles their events: a long meeting has more than a thousand lines.
 */
export const ConversationLine = memo(function ConversationLine(props: ConversationLineProps) {
  const { line, isContinued, marks, isCurrent, isShown, isReadOnly } = props;
  const { speaker, at, text, retractedAt } = line;
  const tabIndex = isCurrent ? 0 : -1;
  const base = useLinkBase();
  const key = lineKey(line.id);
  const name = nameLabel(speaker);
  const classes = [
    'item',
    'line',
    ...(isContinued ? [] : ['first']),
    ...(marks ? ['marked'] : []),
    ...(isShown ? ['shown'] : []),
  ];
  return (
    <div
      id={key}
      role="listitem"
      className={classes.join(' ')}
      tabIndex={tabIndex}
      data-line={line.id}
    >
      {!isContinued && <LineHead speaker={speaker} />}
      <a className="time" href={`${base}${key}`} tabIndex={tabIndex} title="Link to this line">
        <time dateTime={at}>{formatTime(at)}</time>
      </a>
      {retractedAt === undefined ? (
        <div className="text" dir="auto">
          <LinkedText text={text} />
        </div>
      ) : (
        <div className="text gone">removed by {isolate(name)}</div>
      )}
      {marks && (
        <div className="marks">
          {marks.map((mark) => (
            <MarkLabel key={mark.kind} mark={mark} />
          ))}
        </div>
      )}
      {!isReadOnly && (
        <button
          type="button"
          className="more"
          tabIndex={tabIndex}
          aria-label="More about this line"
          aria-haspopup="menu"
        >
          <svg viewBox="0 0 24 24" aria-hidden>
            <path d="M6 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4m12 0a2 2 0 1 0 0 4 2 2 0 0 0 0-4m-6 0a2 2 0 1 0 0 4 2 2 0 0 0 0-4" />
          </svg>
        </button>
      )}
    </div>
  );
});

function LineHead({ speaker }: { speaker: Line['speaker'] }) {
  const { role } = speaker;
  // Others are known by their name; a guest chose it, and a number tells equal names apart.
  const isMistakable = role === 'guest' || speaker.nameNumber !== undefined;
  const label = role !== undefined && isMistakable ? roleLabel(role) : undefined;
  const first = firstGrapheme(speaker.displayName.trim());
  return (
    <div className="head">
      <span className="avatar" aria-hidden style={{ backgroundColor: avatarColor(speaker) }}>
        {first === '' ? '?' : first.toLocaleUpperCase()}
      </span>
      <bdi className="name">{nameLabel(speaker)}</bdi>
      {label !== undefined && <span> {label}</span>}
    </div>
  );
}

/** `Action · Ben · Due 24 Dec` */
function MarkLabel({ mark }: { mark: Mark }) {
  const { kind, assignee, dueOn, done } = mark;
  const rest = [
    ...(assignee ? [isolate(nameLabel(assignee))] : []),
    ...(done ? ['done'] : dueOn === undefined ? [] : [dueWords(dueOn)]),
  ];
  return (
    <span className={`mark ${kind}`}>
      <MarkIcon kind={kind} isDone={done !== undefined} size={16} />
      {[MARK_LABELS[kind], ...rest].join(' · ')}
    </span>
  );
}

/** A subdued line between the others, such as `Ben joined`. */
export const EventLine = memo(function EventLine(props: {
  id: string;
  at: string;
  words: string;
  isCurrent: boolean;
  isShown: boolean;
}) {
  const { id, at, words, isCurrent, isShown } = props;
  const tabIndex = isCurrent ? 0 : -1;
  return (
    <div
      id={id}
      role="listitem"
      className={isShown ? 'item event shown' : 'item event'}
      tabIndex={tabIndex}
    >
      <time className="time" dateTime={at}>
        {formatTime(at)}
      </time>
      <div className="text">{words}</div>
    </div>
  );
});
