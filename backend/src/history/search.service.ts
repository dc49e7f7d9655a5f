import type { Hit, HitKind } from '@parley/shared/search';
import type { MarkKind } from '@parley/shared/marks';
import { nameLabel } from '@parley/shared/participants';
import { decodeCursor } from '../platform/cursor';
import type { Limiter } from '../platform/rate-limit';
import { findTerms, parseQuery, type WordQuery } from '../platform/words';
import { excerptOf } from './excerpt';
import {
  createMeetingFilter,
  idOf,
  rangeOf,
  type CountMarks,
  type MeetingFilters,
} from './history-filter';
import type { HistoryStore } from './history-store';
import type { ListedMeeting } from './list-store';
import { walk } from './history-walk';
import type { RecordAccess } from './record-access';
import { type ListReading, readVisibleNames } from './visible-names';

/** A text in the record of a meeting. */
export interface RecordText {
  kind: HitKind;
  /** When it was written; names and notes have no time of their own. */
  at?: Date | undefined;
  text: string;
  lineId?: string | undefined;
  markKind?: MarkKind | undefined;
  speaker?:
    | { id?: string | undefined; displayName: string; nameNumber?: number | undefined }
    | undefined;
}

/** A meeting in which a source looks for texts. */
export interface SearchedMeeting {
  readonly meetingId: string;
  readonly readerId: string;
  /** Until when the reader may read; undefined: to the end. */
  readonly until: Date | undefined;
  /** Whether the meeting may have marks. */
  readonly hasMarks: boolean;
}

/** Where texts are that are too many to read them all. */
export interface LineSource {
  /**
   * Finds lines that may match, by the words that are stored with them.
   * @param each how many matches of one meeting are enough
   * @param enough how many matches are enough
   * @returns texts by meeting id, and how many of the meetings it has looked at
   */
  find(
    meetings: readonly SearchedMeeting[],
    query: WordQuery,
    counts: { each: number; enough: number },
  ): Promise<{ found: Map<string, RecordText[]>; searched: number }>;
}

/** Reads all texts of one kind of several meetings, of which each has few; by meeting id. */
export type TextSource = (
  meetings: readonly SearchedMeeting[],
) => Promise<Map<string, RecordText[]>>;

export interface SearchQuery extends Omit<MeetingFilters, 'q'> {
  q: string;
  cursor?: string | undefined;
  limit: number;
}

export interface SearchOptions {
  store: HistoryStore;
  access: Pick<RecordAccess, 'judge'>;
  lines: LineSource;
  sources: readonly TextSource[];
  countMarks: CountMarks;
  /** Searches by user. */
  searches: Limiter;
}

/** How many hits of one meeting a page shows; the record has the others. */
const HITS_OF_MEETING = 5;
const FIRST_BATCH = 25;

export type SearchService = ReturnType<typeof createSearchService>;

/**
 * Creates the search in the records that an account may read. Each request walks through these
 * meetings, latest first, and asks for each what the account may read of it now.
 */
export function createSearchService(options: SearchOptions) {
  const { store, access, lines, sources, countMarks, searches } = options;

  /** Searches the meetings of a batch, in their order; it may stop early. */
  async function searchBatch(
    readings: readonly (ListReading | null)[],
    query: WordQuery,
    counts: { each: number; enough: number },
  ): Promise<Hit[][]> {
    const visible = readings.filter((reading) => reading !== null);
    const open = visible
      .filter(({ isRestricted, isOutline }) => !isRestricted && !isOutline)
      .map(searchedMeeting);
    const [names, { found, searched }, ...more] = await Promise.all([
      readVisibleNames(store, visible),
      lines.find(open, query, counts),
      ...sources.map((source) => source(open)),
    ]);
    const lastId = searched < open.length ? open[searched]?.meetingId : undefined;
    const stop = readings.findIndex((reading) => reading !== null && idOf(reading) === lastId);
    return (stop === -1 ? readings : readings.slice(0, stop)).map((reading) => {
      if (reading === null) return [];
      const id = idOf(reading);
      const texts = [
        ...namesIn(reading),
        ...names(reading).map((one): RecordText => ({ kind: 'person', text: labelOf(one) })),
        ...[found, ...more].flatMap((source) => source.get(id) ?? []),
      ];
      return hitsIn(reading, texts, query, counts.each);
    });
  }

  return {
    /**
     * Finds a page of hits.
     * @throws {AppError} VALIDATION_FAILED for a wrong cursor, RATE_LIMITED
     */
    async find(
      userId: string,
      { q, cursor, limit, ...filters }: SearchQuery,
    ): Promise<{ hits: Hit[]; nextCursor: string | null }> {
      const after = cursor === undefined ? undefined : decodeCursor(cursor);
      const query = parseQuery(q);
      if (query === null) return { hits: [], nextCursor: null };
      searches.consume(userId);
      const range = rangeOf(filters);
      const filter = createMeetingFilter(filters, { store, countMarks });
      const judge = ({ meeting, attendance }: ListedMeeting) =>
        access.judge(userId, meeting, attendance);
      const { items, nextCursor } = await walk({
        read: (position, size) =>
          store.readableBy(userId, { after: position, limit: size, ...range }),
        async pick(rows, wanted) {
          const readings = rows.map(judge);
          const kept = await filter?.keep(readings.filter((reading) => reading !== null));
          return searchBatch(
            readings.map((one) => (one !== null && (kept?.has(one) ?? true) ? one : null)),
            query,
            { each: Math.min(HITS_OF_MEETING, limit), enough: wanted },
          );
        },
        after,
        limit,
        firstBatch: FIRST_BATCH,
      });
      return { hits: items, nextCursor };
    },
  };
}

/** The matches of one meeting: names first, then in the order of time. */
function hitsIn(
  reading: ListReading,
  texts: readonly RecordText[],
  query: WordQuery,
  most: number,
): Hit[] {
  const { meeting, until } = reading;
  const all = texts.flatMap(({ at, ...rest }) => {
    const isHidden = until !== undefined && at !== undefined && at > until;
    const ranges = isHidden ? null : findTerms(rest.text, query);
    if (ranges === null) return [];
    return [{ ...rest, ...excerptOf(rest.text, ranges), at: at ?? meeting.startedAt }];
  });
  const ordered = all.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const shown = ordered.slice(0, most);
  const further = ordered.slice(most);
  return shown.map(({ at, ...hit }, index) => ({
    meetingId: idOf(reading),
    meeting: {
      title: meeting.title ?? meeting.room.name,
      roomCode: meeting.room.code,
      startedAt: meeting.startedAt.toISOString(),
    },
    ...hit,
    at: at.toISOString(),
    ...(index === most - 1 && further.length > 0 && moreOf(shown, further)),
  }));
}

/** That there are further hits, and on which line the first one is. */
function moreOf(
  shown: readonly Pick<RecordText, 'lineId'>[],
  further: readonly Pick<RecordText, 'lineId'>[],
): Pick<Hit, 'hasMore' | 'moreLineId'> {
  // A mark and its line are two hits in one place.
  const known = new Set(shown.map(({ lineId }) => lineId));
  const next = further.find(({ lineId }) => lineId !== undefined && !known.has(lineId));
  return { hasMore: true, ...(next !== undefined && { moreLineId: next.lineId }) };
}

const labelOf = ({
  displayName,
  nameNumber,
}: {
  displayName: string;
  nameNumber?: number | null | undefined;
}): string => nameLabel({ displayName, nameNumber: nameNumber ?? undefined });

/** The title and the room. */
function namesIn({ meeting: { title, room } }: ListReading): RecordText[] {
  const { name, code } = room;
  return [
    ...(title === undefined ? [] : [{ kind: 'title' as const, text: title }]),
    { kind: 'room', text: name },
    // A pasted code finds the meetings of its room.
    { kind: 'room', text: code },
  ];
}

const searchedMeeting = (reading: ListReading): SearchedMeeting => ({
  meetingId: idOf(reading),
  readerId: reading.readerId,
  until: reading.until,
  hasMarks: (reading.meeting.markCount ?? 0) > 0,
});
