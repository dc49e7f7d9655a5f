import { toId } from '../platform/ids';
import { findTerms, type WordQuery } from '../platform/words';
import type { MessageDocument, MessageModel } from './message.model';

/** A meeting whose messages are searched, as far as the reader may read it. */
export interface SearchScope {
  readonly meetingId: string;
  readonly until: Date | undefined;
}

/** How many messages of several meetings are compared at once. */
const CANDIDATES = 200;
/** How many messages of one meeting are read at a time. */
const OF_ONE = 50;

/**
 * Creates the search in messages. The index finds those with the words of a query; whether they match
 * is decided by their text.
 */
export function createMessageSearch(messages: MessageModel) {
  const matches = ({ text, sentAt }: MessageDocument, query: WordQuery, { until }: SearchScope) =>
    (until === undefined || sentAt <= until) && findTerms(text, query) !== null;

  const withWords = ({ words }: WordQuery) =>
    words.length === 1 ? { words: words[0] } : { words: { $all: words } };

  /** The first matches of one meeting, in the order of time. */
  async function findIn(scope: SearchScope, query: WordQuery, most: number) {
    const found: MessageDocument[] = [];
    for (let after = 0; ; ) {
      const next = await messages
        .find({ ...withWords(query), meetingId: scope.meetingId, seq: { $gt: after } })
        .sort({ seq: 1 })
        .limit(OF_ONE)
        .lean();
      found.push(...next.filter((message) => matches(message, query, scope)));
      after = next.at(-1)?.seq ?? after;
      if (next.length < OF_ONE || found.length >= most) return found.slice(0, most);
    }
  }

  /**
   * Finds messages in meetings. Where the words are frequent, it reads meeting by meeting until it has
   * enough.
   * @param each how many matches of one meeting are enough
   * @param enough how many matches of all meetings are enough
   * @returns messages by meeting id, and how many of the meetings it has searched
   */
  async function find(
    scopes: readonly SearchScope[],
    query: WordQuery,
    { each, enough }: { each: number; enough: number },
  ): Promise<{ found: Map<string, MessageDocument[]>; searched: number }> {
    const found = new Map<string, MessageDocument[]>();
    if (scopes.length === 0) return { found, searched: 0 };
    const scopeOf = new Map(scopes.map((scope) => [scope.meetingId, scope]));
    const meetingIds = scopes.map(({ meetingId }) => toId(meetingId));
    const candidates = await messages
      .find({ ...withWords(query), meetingId: { $in: meetingIds } })
      .limit(CANDIDATES)
      .lean();
    if (candidates.length < CANDIDATES) {
      for (const message of candidates.toSorted((a, b) => a.seq - b.seq)) {
        const id = message.meetingId.toString();
        const scope = scopeOf.get(id);
        if (scope === undefined || !matches(message, query, scope)) continue;
        found.set(id, [...(found.get(id) ?? []), message]);
      }
      return { found, searched: scopes.length };
    }
    let count = 0;
    let searched = 0;
    for (const scope of scopes) {
      // One more than is shown tells that there are more.
      const own = await findIn(scope, query, each + 1);
      if (own.length > 0) found.set(scope.meetingId, own);
      count += Math.min(own.length, each);
      searched += 1;
      if (count >= enough) break;
    }
    return { found, searched };
  }

  return { find };
}
