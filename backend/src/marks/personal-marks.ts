import type { ExportLists } from '@parley/shared/account-data';
import { toId } from '../platform/ids';
import type { MarkDocument, MarkModel, MarkPersonDocument } from './mark.model';

type ExportedMark = ExportLists['marks'][number];
type Part = ExportedMark['parts'][number];

/** The places of a person in a mark. */
const PLACES = { author: 'author', assignee: 'assignee', completed: 'done.by' } as const;

interface Name {
  displayName: string;
  nameNumber?: number | null | undefined;
}

export type PersonalMarks = ReturnType<typeof createPersonalMarks>;

/** Creates what reads and changes what marks say about one person. */
export function createPersonalMarks(marks: MarkModel) {
  /** Changes the person at one place; `rev` tells changes of this moment that their copy is old. */
  const setPerson = (filter: object, path: string, fields: object, unset: object = {}) =>
    marks.updateMany(filter, {
      $set: Object.fromEntries(
        Object.entries(fields).map(([field, value]) => [`${path}.${field}`, value]),
      ),
      $unset: unset,
      $inc: { rev: 1 },
    });

  const nameOf = ({ displayName, nameNumber }: Name) => ({
    displayName,
    nameNumber: nameNumber ?? null,
  });

  async function* exported(filter: object, isOwn: (person: MarkPersonDocument) => boolean) {
    for await (const mark of marks.find(filter).lean().cursor()) yield exportMark(mark, isOwn);
  }

  return {
    /** The marks of a meeting in which a participant appears. */
    marksOf: (meetingId: string, participantId: string): AsyncGenerator<ExportedMark> =>
      exported(
        { meetingId, $or: places((path) => ({ [`${path}.participantId`]: participantId })) },
        (person) => person.participantId?.toString() === participantId,
      ),

    /** The marks that an account set or completed in meetings in which it was not. */
    marksFromOutside: (userId: string): AsyncGenerator<ExportedMark> =>
      exported(
        { $or: [{ 'author.userId': userId }, { 'done.by.userId': userId }] },
        (person) => person.userId?.toString() === userId,
      ),

    /** Gives the marks of one participant to another one, or a new name. Repeating it is safe. */
    async move(meetingId: string, from: string, to: Name & { id: string; userId: string }) {
      const participantId = toId(to.id);
      const userId = toId(to.userId);
      const isFor = { meetingId, 'assignee.participantId': from };
      await marks.updateMany(
        { ...isFor, openOrder: { $exists: true } },
        { $set: { openFor: userId }, $inc: { rev: 1 } },
      );
      const person = { participantId, ...nameOf(to) };
      await setPerson(isFor, 'assignee', { ...person, userId });
      for (const path of [PLACES.author, PLACES.completed]) {
        await setPerson({ meetingId, [`${path}.participantId`]: from }, path, person);
      }
    },

    /** Gives a participant the name of a deleted account, and forgets the account. */
    async erase(meetingId: string, participantId: string, name: Name): Promise<void> {
      for (const path of Object.values(PLACES)) {
        const filter = { meetingId, [`${path}.participantId`]: participantId };
        const unset = path === PLACES.assignee ? { 'assignee.userId': 1, openFor: 1 } : {};
        await setPerson(filter, path, nameOf(name), unset);
      }
    },

    /** The same for marks of meetings in which the account was not. */
    async eraseFromOutside(userId: string, displayName: string): Promise<void> {
      for (const path of [PLACES.author, PLACES.completed]) {
        const field = `${path}.userId`;
        await setPerson({ [field]: userId }, path, { displayName }, { [field]: 1 });
      }
    },
  };
}

const places = (filter: (path: string) => object): object[] => Object.values(PLACES).map(filter);

function exportMark(
  mark: MarkDocument,
  isOwn: (person: MarkPersonDocument) => boolean,
): ExportedMark {
  const people: Record<Part, MarkPersonDocument | undefined> = {
    author: mark.author,
    assignee: mark.assignee,
    completed: mark.done?.by,
  };
  const parts = (Object.keys(people) as Part[]).filter((part) => {
    const person = people[part];
    return person != null && isOwn(person);
  });
  return {
    meetingId: mark.meetingId.toString(),
    lineId: mark.lineId.toString(),
    kind: mark.kind,
    parts,
    ...(mark.text != null && { text: mark.text }),
    ...(mark.dueOn != null && { dueOn: mark.dueOn }),
    markedAt: mark.markedAt.toISOString(),
    ...(mark.done != null && { completedAt: mark.done.at.toISOString() }),
  };
}
