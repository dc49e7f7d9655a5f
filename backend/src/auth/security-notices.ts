import type { Logger } from '../platform/logger';
import { NOTICED_EVENTS, type NoticedEvent, type SecurityLog } from '../platform/security-log';
import type { AccountMails } from './account-mail';
import type { UserModel } from './user.model';

export interface SecurityNoticesOptions {
  log: SecurityLog;
  users: UserModel;
  mails: Pick<AccountMails, 'notice'>;
  logger: Logger;
}

/**
 * Creates a security log that also sends the user of the account an email about changes that an
 * intruder would make. A domain that notes such an event needs to know nothing about emails.
 */
export function createSecurityNotices(options: SecurityNoticesOptions): SecurityLog {
  const { log, users, mails, logger } = options;

  async function send(userId: string, event: NoticedEvent): Promise<void> {
    const user = await users.findById(userId, { email: 1 }).lean();
    // Users of a sign-in provider may have no address.
    if (user !== null && user.email !== '') mails.notice(user.email, event);
  }

  return {
    note(event, details) {
      log.note(event, details);
      if (!isNoticed(event) || details.userId === undefined) return;
      send(details.userId, event).catch((err: unknown) => {
        logger.warn({ err, requestId: details.requestId }, 'no email about a change of an account');
      });
    },
  };
}

const isNoticed = (event: string): event is NoticedEvent =>
  (NOTICED_EVENTS as readonly string[]).includes(event);
