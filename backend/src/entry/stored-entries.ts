import type { ExportLists } from '@parley/shared/account-data';
import { NO_ID, toId } from '../platform/ids';
import type { EntryModel, PasswordGrantModel } from './entry.model';

/** Reads and erases what hosts have decided about an account, and what it has decided as a host. */
export function createStoredEntries(entries: EntryModel, grants: PasswordGrantModel) {
  return {
    /** What hosts have decided about the account, without the hosts. */
    async *entriesOf(personId: string): AsyncGenerator<ExportLists['entries'][number]> {
      for await (const entry of entries.find({ personId }).lean().cursor()) {
        yield {
          roomId: entry.roomId.toString(),
          kind: entry.kind,
          displayName: entry.displayName,
          at: entry.at.toISOString(),
          expiresAt: entry.expiresAt?.toISOString() ?? null,
        };
      }
    },

    /** Decisions about the account go; those that it made as a host stay without their author. */
    async erase(userId: string): Promise<void> {
      const user = toId(userId);
      await entries.deleteMany({ personId: user });
      await grants.deleteMany({ personId: user });
      await entries.updateMany({ by: user }, { $set: { by: NO_ID } });
    },
  };
}

/**
 * Forgets decisions that a host made in a meeting, because its record is deleted. A person who
 * is kept out of the room stays out, without a connection to the meeting. @returns how many it has changed
 */
export async function forgetMeetingInEntries(
  entries: EntryModel,
  meetingId: string,
  limit: number,
): Promise<number> {
  const some = await entries.find({ meetingId }, { kind: 1 }).limit(limit).lean();
  if (some.length === 0) return 0;
  const idsOf = (isKeptOut: boolean) =>
    some.filter(({ kind }) => (kind === 'kept_out') === isKeptOut).map(({ _id }) => _id);
  await entries.deleteMany({ _id: { $in: idsOf(false) } });
  await entries.updateMany({ _id: { $in: idsOf(true) } }, { $set: { meetingId: null } });
  return some.length;
}
