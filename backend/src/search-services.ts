import { createMessageSearch } from './chat/message-search';
import type { MessageDocument } from './chat/message.model';
import { createWordIndexing } from './chat/message-words';
import type { HistoryStore } from './history/history-store';
import type { RecordAccess } from './history/record-access';
import { createSearchService, type RecordText, type TextSource } from './history/search.service';
import type { MarkDocument } from './marks/mark.model';
import type { MarkStore } from './marks/mark-store';
import type { Models } from './models';
import type { Notes } from './notes/notes';
import type { ServicesOptions } from './services-options';

export interface SearchServicesOptions extends ServicesOptions {
  readonly models: Models;
  readonly store: HistoryStore;
  readonly access: RecordAccess;
  readonly marks: MarkStore;
  readonly notes: Notes;
}

/** Creates the search in all records, and the job that makes old messages searchable. */
export function createSearchServices(options: SearchServicesOptions) {
  const { models, store, access, marks, notes, limits } = options;
  const messages = createMessageSearch(models.messages);
  const search = createSearchService({
    store,
    access,
    lines: {
      async find(meetings, query, counts) {
        const { found, searched } = await messages.find(meetings, query, counts);
        return { found: mapValues(found, lineText), searched };
      },
    },
    sources: [marksOf(marks), notesOf(notes)],
    countMarks: marks.countIn,
    searches: limits.searches,
  });
  return { search, wordIndexing: createWordIndexing(models.messages, options) };
}

/** Marks with a wording of their own; the text of the others is that of their lines. */
const marksOf =
  (marks: MarkStore): TextSource =>
  async (meetings) =>
    mapValues(await marks.rewordedIn(meetings.filter(({ hasMarks }) => hasMarks)), markText);

/** The reader's own notes. */
const notesOf =
  (notes: Notes): TextSource =>
  async (meetings) => {
    const [first] = meetings;
    if (first === undefined) return new Map();
    const ids = meetings.map(({ meetingId }) => meetingId);
    const found = await notes.readIn(ids, first.readerId);
    return new Map(Array.from(found, ([id, text]) => [id, [{ kind: 'note', text }]]));
  };

const mapValues = <T, U>(groups: Map<string, T[]>, change: (one: T) => U): Map<string, U[]> =>
  new Map(Array.from(groups, ([key, group]) => [key, group.map(change)]));

const lineText = (message: MessageDocument): RecordText => ({
  kind: 'line',
  lineId: message._id.toString(),
  at: message.sentAt,
  text: message.text,
  speaker: {
    id: message.senderId.toString(),
    displayName: message.senderName,
    ...(message.senderNumber != null && { nameNumber: message.senderNumber }),
  },
});

const markText = ({ kind, lineId, at, text = '', author }: MarkDocument): RecordText => ({
  kind: 'mark',
  markKind: kind,
  lineId: lineId.toString(),
  at,
  text,
  speaker: {
    id: author.participantId?.toString(),
    displayName: author.displayName,
    ...(author.nameNumber != null && { nameNumber: author.nameNumber }),
  },
});
