import { createAccountAdmin, type AccountAdmin, type ListedAccount } from './auth/account-admin';
import { createAccountLinks } from './auth/account-links';
import { createEndedSessions } from './auth/ended-sessions';
import { createPasswordReset } from './auth/password-reset';
import { createPasswords } from './auth/passwords';
import { createPasswordHasher } from './auth/password';
import { createSessionService } from './auth/session.service';
import { createLimits } from './limits';
import { createModels } from './models';
import type { Config } from './platform/config';
import { buildIndexes, type Connection } from './platform/database';
import { toId } from './platform/ids';
import type { Logger } from './platform/logger';
import type { Scope } from './platform/scope';
import type { Secrets } from './platform/secrets';
import { createSecurityLog } from './platform/security-log';

/** Thrown for a wrong command line. The message is for the operator. */
export class UsageError extends Error {}

const USAGE = `npm run users -- COMMAND [EMAIL]
What the operator does with accounts, also while Parley runs.

  list                  Prints all accounts.
  reset-link EMAIL      Prints a link for a new password, which works once within 30 minutes.
  disable EMAIL         Nobody can sign in any more; all sessions end within two seconds.
  enable EMAIL          Undoes disable.
  make-admin EMAIL      Marks the account as an administrator's.
  reset-factors EMAIL   Removes the second factors of a user who has lost them.`;

export interface UsersCommandOptions {
  config: Config;
  secrets: Secrets;
  connection: Connection;
  logger: Logger;
  scope: Scope;
  print: (line: string) => void;
}

/** Creates the command; it runs beside the server, with the same database. */
export function createUsersCommand(options: UsersCommandOptions) {
  const { config, print } = options;
  let made: Promise<AccountAdmin> | undefined;

  async function listAccounts(admin: AccountAdmin): Promise<void> {
    let count = 0;
    for await (const account of admin.list()) {
      print(describe(account));
      count += 1;
    }
    print(count === 1 ? '1 account' : `${count} accounts`);
  }

  /** @throws {UsageError} */
  return async function run([command, email, ...more]: readonly string[]): Promise<void> {
    if (command === undefined || command === 'help') return print(USAGE);
    if (more.length > 0) throw new UsageError(`Too many words.\n\n${USAGE}`);
    const admin = await (made ??= createAdmin(options));
    if (command === 'list') return listAccounts(admin);
    const actions: Partial<Record<string, (address: string) => Promise<string | null>>> = {
      'reset-link': async (address) => {
        const token = await admin.resetLink(address);
        const page = new URL('/reset-password', addressOf(config));
        return token && `${page.href}#${token}\nIt works once, for 30 minutes.`;
      },
      disable: async (address) =>
        (await admin.disable(address)) ? 'Disabled and signed out.' : null,
      enable: async (address) => ((await admin.enable(address)) ? 'Enabled.' : null),
      'make-admin': async (address) =>
        (await admin.makeAdmin(address)) ? 'Marked as an administrator.' : null,
      'reset-factors': async (address) =>
        (await admin.resetFactors(address)) ? 'Second factors removed, and signed out.' : null,
    };
    const action = actions[command];
    if (action === undefined) throw new UsageError(`Unknown command ${command}.\n\n${USAGE}`);
    if (email === undefined) throw new UsageError(`${command} needs an email address.\n\n${USAGE}`);
    const answer = await action(email);
    if (answer === null) throw new UsageError(`There is no account with the address ${email}.`);
    print(answer);
  };
}

async function createAdmin(options: UsersCommandOptions): Promise<AccountAdmin> {
  const { config, secrets, connection, logger, scope } = options;
  const models = createModels(connection);
  // The command may be the first to use a new database.
  await buildIndexes(connection);
  const now = Date.now;
  const security = createSecurityLog(logger, secrets.refreshSecret, scope);
  const limits = createLimits(config.rateLimitFactor);
  const { users } = models;
  const sessions = createSessionService({
    sessions: models.sessions,
    ended: createEndedSessions(models.endedSessions, logger),
    refreshSecret: secrets.refreshSecret,
    now,
    security,
    // This process has no sockets. The server closes its own.
    onEnded: () => undefined,
  });
  const hasher = createPasswordHasher(secrets.passwordPepper, config.auth.bcryptCost);
  const passwordReset = createPasswordReset({
    users,
    links: createAccountLinks(models.accountLinks, now),
    passwords: createPasswords({ users, hasher, limits, logger, security, now }),
    sessions,
    mails: null,
    limits,
    security,
    now,
  });
  return createAccountAdmin({
    users,
    sessions,
    passwordReset,
    async removeFactors(userId) {
      await models.passkeys.deleteMany({ userId: toId(userId) });
      await models.secondFactors.deleteOne({ _id: toId(userId) });
    },
    security,
    now,
  });
}

/** The address that users open, or this machine's. */
function addressOf({ publicUrl, http }: Config): string {
  if (publicUrl !== undefined) return publicUrl;
  return `${http.tls === undefined ? 'http' : 'https'}://localhost:${http.port}`;
}

function describe(account: ListedAccount): string {
  const marks = [
    account.isVerified && 'verified',
    account.isAdmin && 'admin',
    account.isDisabled && 'disabled',
    account.deletesAt !== undefined && `deleted on ${account.deletesAt.toISOString().slice(0, 10)}`,
  ].filter(Boolean);
  const day = account.createdAt.toISOString().slice(0, 10);
  // A name cannot contain control characters, which would act on the terminal.
  return [day, account.email, account.displayName, ...marks].join('  ');
}
