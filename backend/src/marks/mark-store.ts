import { MAX_MARKS, type MarkKind } from '@parley/shared/marks';
import { isDuplicateKey } from '../platform/conflicts';
import { toId } from '../platform/ids';
import type { MarkDocument, MarkModel } from './mark.model';

/** Whose open actions, or those of which room. */
export type OpenActionsOf = { openFor: string } | { openIn: string };

/** How many marks of a meeting a summary counts. */
export interface MarkCounts {
  decisions: number;
  openActions: number;
}

/** A meeting whose marks are read, and until when the reader may read them. */
export interface MarkScope {
  readonly meetingId: string;
  readonly until: Date | undefined;
}

export type MarkStore = ReturnType<typeof createMarkStore>;

/** Creates the queries of marks. */
export function createMarkStore(marks: MarkModel) {
  /**
   * The marks of a meeting in the order of their lines.
   * @param until leaves out what was not like this at that moment
   */
  const ofMeeting = (meetingId: string, until: Date | undefined): Promise<MarkDocument[]> =>
    marks
      .find({ meetingId, ...(until && { at: { $lte: until }, changedAt: { $lte: until } }) })
      .sort({ at: 1, lineId: 1 })
      .limit(MAX_MARKS)
      .lean();

  /** Counts decisions and open actions, whoever reads. */
  async function countAll(meetingIds: readonly string[]): Promise<Map<string, MarkCounts>> {
    if (meetingIds.length === 0) return new Map();
    const found = await marks.aggregate<{ _id: { meeting: unknown; kind: MarkKind }; n: number }>([
      {
        $match: {
          meetingId: { $in: meetingIds.map(toId) },
          $or: [{ kind: 'decision' }, { openOrder: { $exists: true } }],
        },
      },
      { $group: { _id: { meeting: '$meetingId', kind: '$kind' }, n: { $sum: 1 } } },
    ]);
    const counts = new Map<string, MarkCounts>();
    for (const { _id, n } of found) {
      const key = String(_id.meeting);
      const before = counts.get(key) ?? { decisions: 0, openActions: 0 };
      counts.set(
        key,
        _id.kind === 'decision' ? { ...before, decisions: n } : { ...before, openActions: n },
      );
    }
    return counts;
  }

  return {
    find: (meetingId: string, id: string): Promise<MarkDocument | null> =>
      marks.findOne({ _id: id, meetingId }).lean(),

    findOnLine: (meetingId: string, lineId: string, kind: MarkKind): Promise<MarkDocument | null> =>
      marks.findOne({ meetingId, lineId, kind }).lean(),

    /** The marks of a line, at most one of each kind. */
    ofLine: (meetingId: string, lineId: string): Promise<MarkDocument[]> =>
      marks.find({ meetingId, lineId }).lean(),

    ofMeeting,

    /** Stores a new mark. @returns false if its line has one of this kind */
    async create(mark: MarkDocument): Promise<boolean> {
      try {
        await marks.create(mark);
        return true;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return false;
      }
    },

    /** Replaces a mark that nobody has changed since. @returns whether it did */
    async replace(known: MarkDocument, next: MarkDocument): Promise<boolean> {
      const { _id, rev } = known;
      const { matchedCount } = await marks.replaceOne({ _id, rev }, { ...next, rev: rev + 1 });
      return matchedCount > 0;
    },

    /** @returns whether there was such a mark */
    async remove(meetingId: string, id: string): Promise<boolean> {
      return (await marks.deleteOne({ _id: id, meetingId })).deletedCount > 0;
    },

    /** Open actions in their order, after a place in it. */
    openActions: (
      of: OpenActionsOf,
      after: string | undefined,
      limit: number,
    ): Promise<MarkDocument[]> =>
      marks
        .find({ ...of, ...(after !== undefined && { openOrder: { $gt: after } }) })
        .sort({ openOrder: 1 })
        .limit(limit)
        .lean(),

    /** Counts decisions and open actions by meeting id. Meetings without them are missing. */
    async countIn(scopes: readonly MarkScope[]): Promise<Map<string, MarkCounts>> {
      const whole = scopes.filter(({ until }) => until === undefined);
      const cut = scopes.filter(({ until }) => until !== undefined);
      const [counts, ...some] = await Promise.all([
        countAll(whole.map(({ meetingId }) => meetingId)),
        ...cut.map(({ meetingId, until }) => ofMeeting(meetingId, until)),
      ]);
      for (const [index, { meetingId }] of cut.entries()) {
        const own = some[index] ?? [];
        counts.set(meetingId, {
          decisions: own.filter(({ kind }) => kind === 'decision').length,
          openActions: own.filter(({ openOrder }) => openOrder != null).length,
        });
      }
      return counts;
    },

    /** The marks with a wording of their own, by meeting id. */
    async rewordedIn(scopes: readonly MarkScope[]): Promise<Map<string, MarkDocument[]>> {
      const found = new Map<string, MarkDocument[]>();
      if (scopes.length === 0) return found;
      const untilOf = new Map(scopes.map(({ meetingId, until }) => [meetingId, until]));
      const ids = Array.from(untilOf.keys());
      const reworded = await marks
        .find({ meetingId: { $in: ids }, text: { $exists: true } })
        .lean();
      for (const mark of reworded) {
        const key = mark.meetingId.toString();
        const until = untilOf.get(key);
        if (until !== undefined && (mark.at > until || mark.changedAt > until)) continue;
        found.set(key, [...(found.get(key) ?? []), mark]);
      }
      return found;
    },
  };
}
