import type { Mark, MarkKind } from '@parley/shared/marks';
import { AppError } from '../platform/errors';
import { newId, toId } from '../platform/ids';
import { KeyedMutex } from '../platform/keyed-mutex';
import { createMarkInsertion, type MarkInsertionOptions } from './mark-insertion';
import { changed, type MarkChange } from './mark-change';
import type { MarkDocument, MarkPersonDocument } from './mark.model';
import type { MarkStore } from './mark-store';
import { viewMarks, type FindLines } from './mark-view';

/** A participant of the meeting, with the name in it. */
interface MarkParticipant {
  readonly id: string;
  readonly displayName: string;
  readonly nameNumber?: number | undefined;
}

/** An account or a guest that may read the meeting. */
export interface MarkReader {
  readonly userId: string;
  readonly roomId: string;
  /** Until when they may read; undefined: to the end. */
  readonly until: Date | undefined;
  /** Undefined for a reader who was not in the meeting. */
  readonly participant: MarkParticipant | undefined;
  /** Whether they may change what belongs to the meeting. */
  readonly mayChange: boolean;
}

/** What a client asks for in a mark. */
interface MarkInput {
  text?: string | null | undefined;
  assigneeId?: string | null | undefined;
  dueOn?: string | null | undefined;
  isDone?: boolean | undefined;
}

export interface MarkServiceOptions extends Omit<MarkInsertionOptions, 'store'> {
  readonly store: MarkStore;
  readonly findLines: FindLines;
  /** The user and the name of a participant of a meeting; undefined if it has no such one. */
  readonly participantIn: (
    meetingId: string,
    participantId: string,
  ) => Promise<(MarkParticipant & { userId: string }) | undefined>;
  readonly displayNameOf: (userId: string) => Promise<string>;
  /** Tells the participants of a running meeting. */
  readonly publishChanged: (meetingId: string, mark: Mark) => void;
  readonly publishRemoved: (meetingId: string, id: string) => void;
  readonly now: () => number;
}

/** Attempts to change a mark that another server changes at the same time. */
const ATTEMPTS = 5;

export type MarkService = ReturnType<typeof createMarkService>;

/** Creates the service that sets, changes and lists the marks of a meeting. */
export function createMarkService(options: MarkServiceOptions) {
  const { store, findLines, now } = options;
  const mutex = new KeyedMutex();
  const insert = createMarkInsertion(options);

  const view = async (document: MarkDocument): Promise<Mark> => {
    const [mark] = await viewMarks([document], findLines);
    if (mark === undefined) throw new Error('a mark has no view');
    return mark;
  };

  async function publish(document: MarkDocument): Promise<Mark> {
    const mark = await view(document);
    options.publishChanged(mark.meetingId, mark);
    return mark;
  }

  /** The reader as the author of a mark, or as the person who completes an action. */
  async function personOf({ userId, participant }: MarkReader): Promise<MarkPersonDocument> {
    if (participant !== undefined) return personDocument(participant);
    return { userId: toId(userId), displayName: await options.displayNameOf(userId) };
  }

  /** @throws {AppError} VALIDATION_FAILED unless the assignee was in the meeting */
  async function resolve(meetingId: string, input: MarkInput): Promise<MarkChange> {
    const { assigneeId, ...rest } = input;
    if (assigneeId == null) return { ...rest, assignee: assigneeId };
    const person = await options.participantIn(meetingId, assigneeId);
    if (person !== undefined) {
      return { ...rest, assignee: { ...personDocument(person), userId: toId(person.userId) } };
    }
    throw new AppError('VALIDATION_FAILED', {
      details: [{ field: 'assigneeId', message: 'Not a participant of this meeting' }],
    });
  }

  /** @throws {AppError} NOT_FOUND if the meeting has no such line, or its text was retracted */
  async function lineAt(meetingId: string, lineId: string): Promise<Date> {
    const [found] = await findLines([lineId]);
    if (found?.meetingId !== meetingId || found.line.retractedAt !== undefined) {
      throw new AppError('NOT_FOUND');
    }
    return new Date(found.line.at);
  }

  async function apply(
    meetingId: string,
    reader: MarkReader,
    id: string,
    input: MarkInput,
  ): Promise<MarkDocument> {
    const [wanted, by] = await Promise.all([resolve(meetingId, input), personOf(reader)]);
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const known = await store.find(meetingId, id);
      if (known === null) throw new AppError('NOT_FOUND');
      const next = changed(known, wanted, by, new Date(now()));
      if (await store.replace(known, next)) return next;
    }
    throw new AppError('BUSY');
  }

  return {
    /** Lists the marks that the reader may see, in the order of their lines. */
    list: async (meetingId: string, until: Date | undefined): Promise<Mark[]> =>
      viewMarks(await store.ofMeeting(meetingId, until), findLines),

    /**
     * Marks a line. If the line has a mark of this kind already, returns that one as it is.
     * @throws {AppError} RECORD_READ_ONLY, NOT_FOUND, TOO_MANY_MARKS or VALIDATION_FAILED
     */
    async add(
      meetingId: string,
      reader: MarkReader,
      { lineId, kind, ...input }: MarkInput & { lineId: string; kind: MarkKind },
    ): Promise<Mark> {
      assertMayChange(reader);
      const first = await store.findOnLine(meetingId, lineId, kind);
      if (first !== null) return view(first);
      const [at, wanted, author] = await Promise.all([
        lineAt(meetingId, lineId),
        resolve(meetingId, input),
        personOf(reader),
      ]);
      const markedAt = new Date(now());
      const bare: MarkDocument = {
        _id: newId(),
        meetingId: toId(meetingId),
        roomId: toId(reader.roomId),
        kind,
        lineId: toId(lineId),
        at,
        author,
        markedAt,
        changedAt: markedAt,
        rev: 0,
      };
      return publish(await insert(changed(bare, wanted, author, markedAt)));
    },

    /** @throws {AppError} RECORD_READ_ONLY, NOT_FOUND or VALIDATION_FAILED */
    async change(
      meetingId: string,
      reader: MarkReader,
      id: string,
      input: MarkInput,
    ): Promise<Mark> {
      assertMayChange(reader);
      return mutex.run(id, async () => publish(await apply(meetingId, reader, id, input)));
    },

    /** Removes a mark. Repeating it is safe. @throws {AppError} RECORD_READ_ONLY */
    async remove(meetingId: string, reader: MarkReader, id: string): Promise<void> {
      assertMayChange(reader);
      await mutex.run(id, async () => {
        if (!(await store.remove(meetingId, id))) return;
        await options.release(meetingId);
        options.publishRemoved(meetingId, id);
      });
    },

    /** Tells participants the marks of a line that has lost its text. */
    async lineRetracted(meetingId: string, lineId: string): Promise<void> {
      for (const mark of await store.ofLine(meetingId, lineId)) {
        if (mark.text == null) await publish(mark);
      }
    },
  };
}

function assertMayChange({ mayChange }: MarkReader): void {
  if (!mayChange) throw new AppError('RECORD_READ_ONLY');
}

const personDocument = ({ id, displayName, nameNumber }: MarkParticipant): MarkPersonDocument => ({
  participantId: toId(id),
  displayName,
  ...(nameNumber !== undefined && { nameNumber }),
});
