import { createTransport } from 'nodemailer';
import type { Logger } from '../platform/logger';
import type { Scheduler } from '../platform/scheduler';
import type { Scope } from '../platform/scope';
import type { Mail } from './mail';

/** Sends emails in the background. */
export interface Mailer {
  /**
   * Queues an email and returns at once. An email that cannot be sent is tried again until `expiresAt`.
   * @param compose makes the email when it is sent, so that queuing takes no time
   */
  send(to: string, expiresAt: Date, compose: () => Mail): void;
  /** Waits until nothing is being sent, for tests. */
  idle(): Promise<void>;
}

export interface MailerOptions {
  /** `smtp://` or `smtps://`, with user and password. */
  smtpUrl: string;
  /** The sender, such as `Parley <parley@example.org>`. */
  from: string;
  logger: Logger;
  scheduler: Scheduler;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** The pauses after failed attempts, in seconds; the last one repeats. */
const PAUSES_SECONDS = [2, 5, 15, 30, 60, 120, 300];
const MAX_WAITING = 1_000;
/** How many connections to the mail server are open at most. */
const MAX_CONNECTIONS = 2;
const TIMEOUT_MS = 15_000;

interface Item {
  readonly to: string;
  readonly expiresAt: Date;
  readonly compose: () => Mail;
  attempts: number;
}

/**
 * Creates the mailer. The queue is in memory, because the emails contain links whose tokens must not
 * be stored; an email that waits during a restart is lost, and its user asks again.
 */
export function createMailer(options: MailerOptions, scope: Scope): Mailer {
  const { logger, scheduler, now } = options;
  const transport = createTransport(options.smtpUrl, {
    from: options.from,
    // The texts are ours; nothing may make the server read a file or a URL.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  Object.assign(transport.options, {
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  });
  const ready: Item[] = [];
  const running = new Set<Promise<void>>();
  const paused = new Set<Item>();
  let isClosed = false;

  async function deliver(item: Item): Promise<void> {
    item.attempts += 1;
    const { name, ...content } = item.compose();
    try {
      await transport.sendMail({
        to: item.to,
        ...content,
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
      logger.info({ mail: name, attempts: item.attempts }, 'mail sent');
    } catch (error) {
      retry(item, name, error as MailError);
    }
  }

  function retry(item: Item, name: string, { code, responseCode }: MailError): void {
    const facts = { mail: name, attempts: item.attempts, code, responseCode };
    const seconds = PAUSES_SECONDS[Math.min(item.attempts, PAUSES_SECONDS.length) - 1] ?? 300;
    const isLate = now() + seconds * 1000 >= item.expiresAt.getTime();
    // The server has refused this recipient or this email for good (RFC 5321, 4.2.1).
    const isRefused = responseCode !== undefined && responseCode >= 500 && code !== 'EAUTH';
    if (isRefused || isLate || isClosed) return logger.error(facts, 'mail not sent');
    logger.warn({ ...facts, seconds }, 'mail waits for another attempt');
    paused.add(item);
    scheduler.setTimer(seconds * 1000, () => {
      paused.delete(item);
      ready.push(item);
      start();
    });
  }

  function start(): void {
    if (isClosed) return;
    while (running.size < MAX_CONNECTIONS) {
      const item = ready.shift();
      if (item === undefined) return;
      const delivery = deliver(item).finally(() => {
        running.delete(delivery);
        start();
      });
      running.add(delivery);
    }
  }

  scope.add(async () => {
    isClosed = true;
    await Promise.all(running);
    transport.close();
    const lost = ready.length + paused.size;
    if (lost > 0) logger.error({ lost }, 'mails lost with the end of the server');
  });

  return {
    send(to, expiresAt, compose) {
      if (ready.length + paused.size >= MAX_WAITING) {
        return logger.error({ waiting: MAX_WAITING }, 'mail not queued');
      }
      ready.push({ to, expiresAt, compose, attempts: 0 });
      // Later, so that the request that caused it does not take longer.
      setImmediate(start);
    },
    async idle() {
      await new Promise((resolve) => setImmediate(resolve));
      while (running.size > 0) await Promise.all(running);
    },
  };
}

/** The fields of nodemailer's errors that contain no address. */
interface MailError {
  code?: string;
  responseCode?: number;
}
