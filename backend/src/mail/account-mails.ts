import { GRACE_DAYS } from '@parley/shared/account-data';
import type { NoticedEvent } from '../platform/security-log';
import { renderMail, type MailContent } from './mail';
import type { Mailer } from './mailer';

const HOUR_MS = 3_600_000;
const CHANGE_PASSWORD =
  'change your password in the settings at once. That ends all other sessions.';
const NOT_YOU = 'If this was not you, ignore this email. Nothing changes.';

interface Notice {
  readonly subject: string;
  readonly text: (host: string) => string;
  /** What to do if somebody else made the change; without it, changing the password. */
  readonly remedy?: string;
}

const NOTICES: Record<NoticedEvent, Notice> = {
  'password changed': {
    subject: 'Your password was changed',
    text: (host) => `The password of your account at ${host} was changed just now.`,
    remedy: 'choose a new password at once with “Forgot password?” on the sign-in page.',
  },
  'second factor added': {
    subject: 'A second factor was added',
    text: (host) => `Your account at ${host} has a new second factor for signing in.`,
  },
  'second factor removed': {
    subject: 'A second factor was removed',
    text: (host) => `A second factor of your account at ${host} was removed just now.`,
  },
  'recovery code used': {
    subject: 'A recovery code was used',
    text: (host) => `Somebody signed in to your account at ${host} with a recovery code.`,
  },
  'recovery codes replaced': {
    subject: 'Your recovery codes were replaced',
    text: (host) =>
      `Your account at ${host} has new recovery codes. The old ones do not work any more.`,
  },
  'provider identity linked': {
    subject: 'A sign-in provider was connected',
    text: (host) => `You can now sign in to your account at ${host} with the sign-in provider.`,
  },
  'API key created': {
    subject: 'An API key was created',
    text: (host) =>
      `Your account at ${host} has a new API key. A program that has it can act for you.`,
    remedy: 'revoke the key in the settings at once, and change your password.',
  },
  'account deletion requested': {
    subject: 'Your account will be deleted',
    text: (host) =>
      `Your account at ${host} will be deleted in ${GRACE_DAYS} days. To keep it, sign in before then.`,
    remedy: 'sign in, keep the account and change your password.',
  },
  'account kept': {
    subject: 'Your account will not be deleted',
    text: (host) => `The deletion of your account at ${host} was cancelled.`,
  },
};

/**
 * Creates the emails of accounts. None contains a text that somebody else chose, such as a display
 * name, because anybody can have them sent to any address.
 * @param publicUrl the address of this server, for links
 */
export function createAccountMails(mailer: Mailer, publicUrl: string, now: () => number) {
  const { host } = new URL(publicUrl);
  // The token is in the fragment, so it reaches neither logs nor the Referer header.
  const linkTo = (page: string, token: string): string =>
    `${new URL(page, publicUrl).href}#${token}`;

  const send = (to: string, expiresAt: Date, content: MailContent): void =>
    mailer.send(to, expiresAt, () => renderMail(content, host));

  return {
    registration(to: string, token: string, expiresAt: Date): void {
      send(to, expiresAt, {
        name: 'registration',
        subject: 'Finish creating your account',
        paragraphs: [`Somebody, probably you, registered this address at ${host}.`],
        button: { label: 'Create account', url: linkTo('/confirm', token) },
        notes: ['The link works once, for 24 hours.', NOT_YOU],
      });
    },

    alreadyRegistered(to: string): void {
      send(to, inADay(now), {
        name: 'already registered',
        subject: 'You already have an account',
        paragraphs: [
          `Somebody, probably you, wanted to use this address for a new account at ${host}. It already belongs to an account there.`,
        ],
        button: { label: 'Sign in', url: new URL('/login', publicUrl).href },
        notes: ['The sign-in page helps you if you forgot your password.', NOT_YOU],
      });
    },

    passwordReset(to: string, token: string, expiresAt: Date): void {
      send(to, expiresAt, {
        name: 'password reset',
        subject: 'Choose a new password',
        paragraphs: [
          `Somebody, probably you, forgot the password of your account at ${host}.`,
          'When you choose a new one, you are signed out everywhere.',
        ],
        button: { label: 'Choose a new password', url: linkTo('/reset-password', token) },
        notes: ['The link works once, for 30 minutes.', NOT_YOU],
      });
    },

    verification(to: string, token: string, expiresAt: Date): void {
      send(to, expiresAt, {
        name: 'verification',
        subject: 'Confirm your email address',
        paragraphs: [`Your account at ${host} will use this address after you have confirmed it.`],
        button: { label: 'Confirm address', url: linkTo('/confirm', token) },
        notes: ['The link works once, for 24 hours.', NOT_YOU],
      });
    },

    emailChanged(to: string, newEmail: string): void {
      send(to, inADay(now), {
        name: 'email changed',
        subject: 'Your email address was changed',
        paragraphs: [
          `Your account at ${host} now uses the address ${newEmail}. This address no longer belongs to it.`,
        ],
        notes: ['If this was not you, tell the person who runs this server at once.'],
      });
    },

    notice(to: string, event: NoticedEvent): void {
      const { subject, text, remedy = CHANGE_PASSWORD } = NOTICES[event];
      send(to, inADay(now), {
        name: event,
        subject,
        paragraphs: [text(host)],
        notes: [`If this was not you, ${remedy}`],
        button: { label: 'Open Parley', url: new URL('/login', publicUrl).href },
      });
    },
  };
}

const inADay = (now: () => number): Date => new Date(now() + 24 * HOUR_MS);
