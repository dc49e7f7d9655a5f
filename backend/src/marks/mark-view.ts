import type { Line } from '@parley/shared/lines';
import type { Mark } from '@parley/shared/marks';
import { nameLabel } from '@parley/shared/participants';
import type { MarkDocument, MarkPersonDocument } from './mark.model';

/** Finds lines by their ids, of any meeting. */
export type FindLines = (
  ids: readonly string[],
) => Promise<{ readonly meetingId: string; readonly line: Line }[]>;

const nameOf = ({ displayName, nameNumber }: MarkPersonDocument) => ({
  displayName,
  ...(nameNumber != null && { nameNumber }),
});

/** Creates marks as clients see them, with the texts of their lines. */
export async function viewMarks(
  documents: readonly MarkDocument[],
  findLines: FindLines,
): Promise<Mark[]> {
  const unworded = documents.filter(({ text }) => text == null);
  const lines = await findLines([...new Set(unworded.map(({ lineId }) => lineId.toString()))]);
  const texts = new Map(lines.map(({ line }) => [line.id, line.text]));
  return documents.map((mark) => viewMark(mark, texts.get(mark.lineId.toString()) ?? ''));
}

function viewMark(mark: MarkDocument, lineText: string): Mark {
  const { author, assignee, done } = mark;
  return {
    id: mark._id.toString(),
    meetingId: mark.meetingId.toString(),
    kind: mark.kind,
    lineId: mark.lineId.toString(),
    at: mark.at.toISOString(),
    text: mark.text ?? lineText,
    isReworded: mark.text != null,
    author: {
      ...(author.participantId != null && { id: author.participantId.toString() }),
      ...nameOf(author),
    },
    markedAt: mark.markedAt.toISOString(),
    ...(assignee?.participantId != null && {
      assignee: { id: assignee.participantId.toString(), ...nameOf(assignee) },
    }),
    ...(mark.dueOn != null && { dueOn: mark.dueOn }),
    ...(done != null && { done: { at: done.at.toISOString(), by: nameLabel(personOf(done.by)) } }),
  };
}

const personOf = (person: MarkPersonDocument) => ({
  displayName: person.displayName,
  nameNumber: person.nameNumber ?? undefined,
});
