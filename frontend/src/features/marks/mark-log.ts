import { type Mark, markEndpoints, type MarkKind, type MarkPerson } from '@parley/shared/marks';
import type { JoinAck } from '@parley/shared/meetings';
import type { SignalingChannel } from '../../call/signaling-channel';
import { reconnectDelay } from '../../core/backoff';
import { createLog } from '../../core/log';
import { createValue, type ReadonlyValue } from '../../core/value';
import type { ApiClient } from '../../lib/api-client';
import { isPassing } from '../../lib/api-client-error';
import { MARK_KINDS } from '../../lib/mark-words';
import { serverClock } from '../../lib/server-clock';

const log = createLog('marks');

/** Milliseconds after a join: first come the connections and video frames of the other participants. */
const LOAD_AFTER_MS = 2_500;

/** A mark as the line shows it. */
export interface ShownMark extends Mark {
  /** The server has not acknowledged it yet. */
  readonly isPending?: true;
}

/** The marks by the id of their line, in the order of {@link MARK_KINDS}. */
export type MarksByLine = ReadonlyMap<string, readonly ShownMark[]>;

export interface NewMark {
  readonly kind: MarkKind;
  /** The wording, if it is not the text of the line. */
  readonly text?: string;
  readonly assignee?: MarkPerson;
  readonly dueOn?: string;
}

/** The line that a mark is for. */
export interface MarkedLine {
  readonly id: string;
  readonly sentAt: string;
  readonly text: string;
}

export interface MarkLogOptions {
  readonly channel: SignalingChannel;
  /** A REST client with the identity of this call: an account or a guest. */
  readonly api: ApiClient;
  /** Milliseconds before attempt 1, 2, 3, … to load. */
  readonly retryDelay?: (attempt: number) => number;
}

/** A line has at most one mark of each kind. */
type Key = `${string}:${MarkKind}`;
/** What an event or an answer does to the marks. */
type Change = (marks: Map<Key, Mark>) => void;
const keyOf = ({ lineId, kind }: Pick<Mark, 'lineId' | 'kind'>): Key => `${lineId}:${kind}`;

/**
 * The marks of the running meeting. It loads them after each join, follows the events of the socket,
 * and shows what the user does before the server has acknowledged it.
 */
export class MarkLog {
  readonly #options: MarkLogOptions;
  readonly #byLine = createValue<MarksByLine>(new Map());
  readonly #stops: (() => void)[];
  /** What the server has. */
  #stored = new Map<Key, Mark>();
  /** What the user has just set (a mark) or removed (null); shown instead of what is stored. */
  readonly #unsaved = new Map<Key, ShownMark | null>();
  /** Ids that the server has removed. */
  readonly #removed = new Set<string>();
  #meetingId: string | null = null;
  #self: MarkPerson | null = null;
  /** Events that arrived while the list was loading; null while it is not. */
  #missed: Change[] | null = null;
  /** The list has to be loaded, now or when the timer fires. */
  #isDue = false;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: MarkLogOptions) {
    this.#options = options;
    const { channel } = options;
    this.#stops = [
      channel.on('mark:changed', ({ mark }) => this.#apply((marks) => store(marks, mark))),
      channel.on('mark:removed', ({ id }) => {
        this.#removed.add(id);
        this.#apply((marks) => forget(marks, id));
      }),
      channel.state.subscribe(() => {
        // The join ack after a reconnect loads again: events may be missing.
        if (channel.state.get() !== 'connected') this.left();
      }),
    ];
  }

  get byLine(): ReadonlyValue<MarksByLine> {
    return this.#byLine;
  }

  /** The mark of this kind that the line shows now. */
  find(lineId: string, kind: MarkKind): ShownMark | undefined {
    return this.#byLine
      .get()
      .get(lineId)
      ?.find((mark) => mark.kind === kind);
  }

  /** Takes the ack of a join. A meeting without lines has no marks, so nothing is loaded. */
  joined({ meeting, self, messages }: JoinAck): void {
    if (meeting.id !== this.#meetingId) {
      this.#meetingId = meeting.id;
      this.#stored = new Map();
      this.#unsaved.clear();
      this.#removed.clear();
      this.#publish();
    }
    const { id, displayName, nameNumber } = self;
    this.#self = { id, displayName, ...(nameNumber !== undefined && { nameNumber }) };
    this.#attempt = 0;
    if (messages.length > 0) this.#loadAfter(LOAD_AFTER_MS);
  }

  /** Loads at once what waits to be loaded, because the user is about to see or set marks. */
  hurry(): void {
    if (this.#isDue) this.#loadAfter(0);
  }

  /** The user has left, or the socket is disconnected. */
  left(): void {
    clearTimeout(this.#timer);
    this.#isDue = false;
  }

  /**
   * Marks a line, shown at once. If somebody else was first, the result is that person's mark.
   *
   * @throws {ApiClientError} if the server refuses it or does not answer; the mark is gone then.
   */
  async add(line: MarkedLine, input: NewMark): Promise<Mark> {
    const meetingId = this.#meetingId;
    if (meetingId === null || this.#self === null) throw new Error('there is no meeting');
    const { kind, text, assignee, dueOn } = input;
    const draft: ShownMark = {
      id: '',
      meetingId,
      kind,
      lineId: line.id,
      at: line.sentAt,
      text: text ?? line.text,
      isReworded: text !== undefined,
      author: this.#self,
      markedAt: new Date(serverClock.now()).toISOString(),
      ...(assignee && { assignee }),
      ...(dueOn !== undefined && { dueOn }),
      isPending: true,
    };
    return this.#save(keyOf(draft), draft, async () => {
      const { mark } = await this.#options.api.call(markEndpoints.addMark, {
        params: { id: meetingId },
        body: {
          lineId: line.id,
          kind,
          ...(text !== undefined && { text }),
          ...(assignee && { assigneeId: assignee.id }),
          ...(dueOn !== undefined && { dueOn }),
        },
      });
      return { change: (marks) => this.#storeAck(marks, mark), result: mark };
    });
  }

  /** Removes a mark, shown at once. @throws {ApiClientError} as `add` does; the mark is back then. */
  async remove(mark: Mark): Promise<void> {
    const { id, meetingId } = mark;
    await this.#save(keyOf(mark), null, async () => {
      const params = { id: meetingId, markId: id };
      await this.#options.api.call(markEndpoints.removeMark, { params });
      return { change: (marks) => forget(marks, id), result: undefined };
    });
  }

  dispose(): void {
    this.left();
    this.#meetingId = null;
    for (const stop of this.#stops) stop();
  }

  /** Shows `shown` until the server has answered. */
  async #save<T>(
    key: Key,
    shown: ShownMark | null,
    send: () => Promise<{ change: Change; result: T }>,
  ): Promise<T> {
    const meetingId = this.#meetingId;
    this.#unsaved.set(key, shown);
    this.#publish();
    try {
      const { change, result } = await send();
      // Also the list that is loading may be older.
      if (meetingId === this.#meetingId) this.#apply(change);
      return result;
    } finally {
      // A later change of the same mark is still under way.
      if (this.#unsaved.get(key) === shown) this.#unsaved.delete(key);
      this.#publish();
    }
  }

  /** The answer to a request may be older than an event that came on the socket. */
  #storeAck(marks: Map<Key, Mark>, mark: Mark): void {
    const isKnown = marks.get(keyOf(mark))?.id === mark.id;
    if (!isKnown && !this.#removed.has(mark.id)) store(marks, mark);
  }

  #apply(change: Change): void {
    change(this.#stored);
    this.#missed?.push(change);
    this.#publish();
  }

  #loadAfter(delay: number): void {
    clearTimeout(this.#timer);
    this.#isDue = true;
    this.#timer = setTimeout(() => {
      this.#isDue = false;
      void this.#load();
    }, delay);
  }

  async #load(): Promise<void> {
    const id = this.#meetingId;
    if (id === null) return;
    const missed: Change[] = [];
    this.#missed = missed;
    try {
      const { marks } = await this.#options.api.call(markEndpoints.listMarks, { params: { id } });
      // Another load or meeting has started.
      if (this.#missed !== missed || id !== this.#meetingId) return;
      this.#stored = new Map(marks.map((mark) => [keyOf(mark), mark]));
      for (const change of missed) change(this.#stored);
      this.#attempt = 0;
      this.#publish();
    } catch (error) {
      this.#attempt += 1;
      log.warn('loading the marks failed', { attempt: this.#attempt, error });
      const isConnected = this.#options.channel.state.get() === 'connected';
      const isCurrent = this.#missed === missed && id === this.#meetingId;
      if (!isPassing(error) || !isConnected || !isCurrent) return;
      this.#loadAfter((this.#options.retryDelay ?? reconnectDelay)(this.#attempt));
    } finally {
      if (this.#missed === missed) this.#missed = null;
    }
  }

  /** Lines whose marks are the same keep their list, so that they do not render again. */
  #publish(): void {
    const shown = new Map<Key, ShownMark | null>([...this.#stored, ...this.#unsaved]);
    const lists = new Map<string, ShownMark[]>();
    for (const mark of shown.values()) {
      if (mark !== null) lists.set(mark.lineId, [...(lists.get(mark.lineId) ?? []), mark]);
    }
    const before = this.#byLine.get();
    const next = new Map<string, readonly ShownMark[]>();
    for (const [lineId, marks] of lists) {
      marks.sort((a, b) => MARK_KINDS.indexOf(a.kind) - MARK_KINDS.indexOf(b.kind));
      const known = before.get(lineId);
      const isSame = known?.length === marks.length && marks.every((mark, i) => mark === known[i]);
      next.set(lineId, isSame ? known : marks);
    }
    this.#byLine.set(next);
  }
}

function store(marks: Map<Key, Mark>, mark: Mark): void {
  marks.set(keyOf(mark), mark);
}

function forget(marks: Map<Key, Mark>, id: string): void {
  for (const [key, mark] of marks) if (mark.id === id) marks.delete(key);
}
