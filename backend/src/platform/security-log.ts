import { createHmac } from 'node:crypto';
import type { Logger } from './logger';
import { addressKey } from './rate-limit';
import type { Scope } from './scope';

/** All that is noted; `docs/logging.md` says what each one means. */
export type SecurityEvent =
  | 'account created'
  | 'sign-in accepted'
  | 'signed out'
  | 'session ended'
  | 'refresh token reused'
  | RepeatedEvent;

/** What somebody can cause as often as they like: a line when it begins, and one with the rest. */
const REPEATED = [
  'sign-in refused',
  'token refused',
  'access denied',
  'limit reached',
  'origin refused',
  'handshake refused',
  'flood cut off',
] as const;
type RepeatedEvent = (typeof REPEATED)[number];

/** What an operator should see at once. */
const WARNINGS: ReadonlySet<SecurityEvent> = new Set(['refresh token reused', 'flood cut off']);

/** Where something came from. */
export interface Trace {
  readonly address: string;
  readonly requestId: string;
}

/** Never a secret, a name or a text; the email is written as a keyed hash. */
export interface SecurityFacts extends Partial<Trace> {
  userId?: string | undefined;
  sessionId?: string | undefined;
  email?: string;
  /** Why, in a few fixed words or as an error code. */
  reason?: string;
  /** Path of the endpoint with its parameters' names, or name of the command. */
  target?: string | undefined;
  origin?: string | undefined;
  sockets?: number;
}

export interface SecurityLog {
  note(event: SecurityEvent, facts: SecurityFacts): void;
}

interface Repeat {
  readonly event: RepeatedEvent;
  readonly facts: SecurityFacts;
  times: number;
}

const FLUSH_MS = 60_000;
/** Different repeated events in a minute; further ones are only counted, so that no disk fills. */
const MAX_KINDS = 1_000;

/**
 * The lines that show an attack afterwards (ASVS 5.0 16.3), all with `type: "security"`. What
 * repeats within a minute, from one address and account, is one line when it begins and one with
 * the number of the rest.
 * @param secret key of the hashes of emails, the same over restarts so that they can be compared
 */
export function createSecurityLog(logger: Logger, secret: string, scope: Scope): SecurityLog {
  const key = createHmac('sha256', secret).update('emails in the security log').digest();
  const repeats = new Map<string, Repeat>();
  let omitted = 0;

  const hashed = (email: string): string =>
    createHmac('sha256', key).update(email.toLowerCase()).digest('base64url').slice(0, 16);

  function write(event: SecurityEvent, { email, ...facts }: SecurityFacts, times?: number): void {
    const line = {
      type: 'security',
      ...facts,
      ...(email !== undefined && { account: hashed(email) }),
      ...(times !== undefined && { times }),
    };
    if (WARNINGS.has(event)) logger.warn(line, event);
    else logger.info(line, event);
  }

  function flush(): void {
    for (const { event, facts, times } of repeats.values()) {
      // The id is that of the first request, which has a line of its own.
      const { requestId: _first, ...common } = facts;
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
    note(event, facts) {
      if (!isRepeated(event)) return write(event, facts);
      const { address = '', userId, email } = facts;
      // Without parsing where it can be had: a flood of refused commands comes by here.
      const from = address.includes(':') ? addressKey(address) : address;
      const kind = `${event}\n${from}\n${userId}\n${email}`;
      const known = repeats.get(kind);
      if (known !== undefined) known.times += 1;
      else if (repeats.size >= MAX_KINDS) omitted += 1;
      else {
        repeats.set(kind, { event, facts, times: 0 });
        write(event, facts);
      }
    },
  };
}

const isRepeated = (event: SecurityEvent): event is RepeatedEvent =>
  (REPEATED as readonly SecurityEvent[]).includes(event);
