import { createHmac } from 'node:crypto';
import type { Logger } from './logger';
import { addressKey } from './rate-limit';
import type { Scope } from './scope';

/** The security events; `docs/logging.md` explains each. */
export type SecurityEvent =
  | 'account created'
  | 'sign-in accepted'
  | 'signed out'
  | 'session ended'
  | 'refresh token reused'
  | 'guest created'
  | 'guest claimed'
  | 'second factor added'
  | 'second factor removed'
  | 'recovery code used'
  | 'recovery codes replaced'
  | 'identity proved'
  | 'provider identity linked'
  | 'account data exported'
  | 'API key created'
  | 'API key revoked'
  | 'calendar feed created'
  | 'calendar feed removed'
  | 'webhook created'
  | 'webhook moved'
  | 'webhook secret replaced'
  | 'webhook deleted'
  | 'account deletion requested'
  | 'account kept'
  | 'account deleted'
  | 'password changed'
  | 'email changed'
  | 'email verified'
  | 'account disabled'
  | 'account enabled'
  | RepeatedEvent;

/** Events that a client can cause at will. They are summarised, see {@link createSecurityLog}. */
const REPEATED = [
  'sign-in refused',
  'password reset requested',
  'second factor refused',
  'provider sign-in refused',
  'proof refused',
  'token refused',
  'access denied',
  'limit reached',
  'origin refused',
  'handshake refused',
  'flood cut off',
  'host action',
  'role changed',
  'record shared',
  'share revoked',
  'record deleted',
] as const;
type RepeatedEvent = (typeof REPEATED)[number];

/** Events about which the user of the account gets an email (ASVS 5.0, 6.3.7). */
export const NOTICED_EVENTS = [
  'password changed',
  'second factor added',
  'second factor removed',
  'recovery code used',
  'recovery codes replaced',
  'provider identity linked',
  'API key created',
  'account deletion requested',
  'account kept',
] as const satisfies readonly SecurityEvent[];
export type NoticedEvent = (typeof NOTICED_EVENTS)[number];

/** Events that the operator should see at once. */
const WARNINGS: ReadonlySet<SecurityEvent> = new Set(['refresh token reused', 'flood cut off']);

/** The request that caused an event. */
export interface Trace {
  readonly address: string;
  readonly requestId: string;
}

/** Details without secrets, names and texts; the email is logged as a keyed hash. */
export interface SecurityDetails extends Partial<Trace> {
  userId?: string | undefined;
  sessionId?: string | undefined;
  email?: string;
  /** A few fixed words or an error code. */
  reason?: string;
  /** The endpoint's path with the names of its parameters, or the command. */
  target?: string | undefined;
  origin?: string | undefined;
  sockets?: number;
}

export interface SecurityLog {
  note(event: SecurityEvent, details: SecurityDetails): void;
}

interface Repeat {
  readonly event: RepeatedEvent;
  readonly details: SecurityDetails;
  times: number;
}

const FLUSH_MS = 60_000;
/** How many different repeated events are logged in a minute. Further ones are only counted. */
const MAX_KINDS = 1_000;

/**
 * Creates the log of security events (ASVS 5.0, 16.3), whose lines have `type: "security"`. A repeated
 * event from one address and user has one line at the beginning, and one line each minute with the
 * number of repetitions.
 * @param secret key of the email hashes; it stays the same over restarts so that hashes are comparable
 */
export function createSecurityLog(logger: Logger, secret: string, scope: Scope): SecurityLog {
  const key = createHmac('sha256', secret).update('emails in the security log').digest();
  const repeats = new Map<string, Repeat>();
  let omitted = 0;

  const hashed = (email: string): string =>
    createHmac('sha256', key).update(email.toLowerCase()).digest('base64url').slice(0, 16);

  function write(
    event: SecurityEvent,
    { email, ...details }: SecurityDetails,
    times?: number,
  ): void {
    const line = {
      type: 'security',
      ...details,
      ...(email !== undefined && { account: hashed(email) }),
      ...(times !== undefined && { times }),
    };
    if (WARNINGS.has(event)) logger.warn(line, event);
    else logger.info(line, event);
  }

  function flush(): void {
    for (const { event, details, times } of repeats.values()) {
      // The request id belongs to the first event, which has a line of its own.
      const { requestId: _first, ...common } = details;
      if (times > 0) write(event, common, times);
    }
    repeats.clear();
    if (omitted > 0) logger.warn({ type: 'security', times: omitted }, 'security events omitted');
    omitted = 0;
  }

  const timer = setInterval(flush, FLUSH_MS);
  timer.unref();
  scope.add(() => {
    clearInterval(timer);
    flush();
  });

  return {
    note(event, details) {
      if (!isRepeated(event)) return write(event, details);
      const { address = '', userId, email } = details;
      // IPv4 needs no parsing, which saves time when a flood of commands is refused.
      const from = address.includes(':') ? addressKey(address) : address;
      const what = event === 'host action' ? details.reason : '';
      const kind = `${event}\n${from}\n${userId}\n${email}\n${what}`;
      const known = repeats.get(kind);
      if (known !== undefined) known.times += 1;
      else if (repeats.size >= MAX_KINDS) omitted += 1;
      else {
        repeats.set(kind, { event, details, times: 0 });
        write(event, details);
      }
    },
  };
}

const isRepeated = (event: SecurityEvent): event is RepeatedEvent =>
  (REPEATED as readonly SecurityEvent[]).includes(event);
