import type { Message } from '@parley/shared/chat';
import type { MarkKind } from '@parley/shared/marks';
import type { LineTools } from '../../call-ui/line-tools';
import { createValue, type ReadonlyValue } from '../../core/value';
import { LineMarks } from './LineMarks';
import { kindOfPress } from './mark-keys';
import type { MarkLog, NewMark } from './mark-log';
import {
  closeMarkNotice,
  noticeFailed,
  noticeKnown,
  noticeMarked,
  noticeNoLine,
} from './mark-notices';

/** The lines of the running meeting, whose owner is the chat. */
export interface Lines {
  readonly snapshot: ReadonlyValue<{
    readonly messages: readonly Message[];
    readonly selfId: string | null;
  }>;
  /** Retracts one of the user's lines. @throws {ApiClientError} */
  retract(id: string): Promise<void>;
}

export interface LineMenuState {
  readonly line: Message;
  readonly anchor: HTMLElement;
  /** False while it closes. */
  readonly isOpen: boolean;
}

export interface LineDialogState {
  readonly kind: 'action' | 'retract';
  readonly line: Message;
}

/** What menu, dialogs and keys do with lines. Its values render only those, never the stage. */
export class LineControl implements LineTools {
  readonly marks: MarkLog;
  readonly lines: Lines;
  /** The menu that opened last. */
  readonly menu = createValue<LineMenuState | null>(null);
  readonly dialog = createValue<LineDialogState | null>(null);

  constructor(marks: MarkLog, lines: Lines) {
    this.marks = marks;
    this.lines = lines;
  }

  readonly renderMarks: LineTools['renderMarks'] = (line) => (
    <LineMarks log={this.marks} lineId={line.id} />
  );

  readonly openMenu: LineTools['openMenu'] = (line, anchor) =>
    this.menu.set({ line, anchor, isOpen: true });

  closeMenu(): void {
    this.menu.update((menu) => menu && { ...menu, isOpen: false });
  }

  readonly press: LineTools['press'] = (line, event) => {
    const kind = kindOfPress(event);
    if (kind === undefined) return false;
    this.choose(line, kind);
    return true;
  };

  /** Marks the latest line that has a text. */
  markLatest(kind: MarkKind): void {
    const latest = this.lines.snapshot.get().messages.findLast((line) => !isRetracted(line));
    if (latest === undefined) noticeNoLine();
    else this.choose(latest, kind);
  }

  /** Marks a line, or asks first for the details of an action. */
  choose(line: Message, kind: MarkKind): void {
    this.marks.hurry();
    const known = this.marks.find(line.id, kind);
    if (isRetracted(line)) return;
    if (known !== undefined) noticeKnown(known, this.lines.snapshot.get().selfId);
    else if (kind === 'action') this.openDialog('action', line);
    else this.mark(line, { kind }).catch(noticeFailed);
  }

  openDialog(kind: LineDialogState['kind'], line: Message): void {
    closeMarkNotice();
    this.dialog.set({ kind, line });
  }

  /** @throws {ApiClientError} */
  async mark(line: Message, input: NewMark): Promise<void> {
    const mark = await this.marks.add(line, input);
    const { selfId } = this.lines.snapshot.get();
    if (mark.author.id === selfId) {
      noticeMarked(mark.kind, mark.text, () => this.marks.remove(mark));
    } else {
      noticeKnown(mark, selfId);
    }
  }
}

export const isRetracted = ({ retractedAt }: Message): boolean => retractedAt !== undefined;
