import { findUserByEmail, findUserNames } from './auth/user.model';
import type { MeetingRecord } from '@parley/shared/history';
import type { Reading, RecordAccess } from './history/record-access';
import type { Models } from './models';
import type { ServicesOptions } from './services-options';
import type { ShareStore } from './shares/share-store';
import { createShareService, type ShareServiceOptions } from './shares/share.service';

/** Creates the service that shares records. */
export const createShares = (
  { limits, security, now }: ServicesOptions,
  models: Models,
  parts: {
    store: ShareStore;
    access: RecordAccess;
    view: (reading: Reading) => Promise<MeetingRecord>;
    listLines: ShareServiceOptions<Reading>['listLines'];
  },
) =>
  createShareService<Reading>({
    ...parts,
    openLink: parts.access.openLink,
    assertOwnsEnded: async (userId, meetingId) => {
      await parts.access.ownEnded(userId, meetingId);
    },
    accountByEmail: (email) => findUserByEmail(models.users, email),
    accountsById: (ids) => findUserNames(models.users, ids),
    unknownEmails: limits.unknownEmails,
    security,
    now,
  });
