import { historyEndpoints } from '@parley/shared/history';
import { storageEndpoints } from '@parley/shared/retention';
import type { MountEndpoint } from '../platform/http';
import type { OwnerStorage } from './owner-storage';

export interface RetentionRoutesOptions {
  /** @throws {AppError} NOT_FOUND or MEETING_RUNNING */
  readonly deleteRecord: (userId: string, meetingId: string) => Promise<void>;
  readonly storage: OwnerStorage;
}

/** Mounts the deletion of records, and how much space they use. */
export function mountRetentionRoutes(
  mount: MountEndpoint,
  { deleteRecord, storage }: RetentionRoutesOptions,
): void {
  mount(historyEndpoints.deleteMeeting, async ({ params }, { identity }) => {
    await deleteRecord(identity.userId, params.id);
    return undefined;
  });
  mount(storageEndpoints.readStorage, async (_input, { identity }) => {
    const { used, limit } = await storage.measure(identity.userId);
    return { storage: { usedBytes: used, limitBytes: limit } };
  });
}
