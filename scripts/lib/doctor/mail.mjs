import { createRequire } from 'node:module';
import { join } from 'node:path';
import { repoRoot } from '../paths.mjs';
import { failed, passed, skipped } from './finding.mjs';

const NAME = 'Mail server';
const LIMIT_MS = 5_000;
const ADDRESS = 'Correct SMTP_URL, such as smtps://user:password@mail.example.org:465.';

/**
 * Checks that the mail server of `SMTP_URL` answers and accepts the user. It sends nothing.
 * @param {import('./target.mjs').Target} target
 * @param {() => Pick<typeof import('nodemailer'), 'createTransport'>} [loadMailer]
 * @returns {Promise<import('./finding.mjs').Finding>}
 */
export async function checkMail({ env }, loadMailer = mailerOfServer) {
  if (env === undefined) return skipped(NAME, 'only the server knows it; run the doctor there too');
  if (!env.SMTP_URL) {
    return skipped(NAME, 'none is set, so the operator makes links for new passwords (SMTP_URL)');
  }
  const required = ['MAIL_FROM', 'PUBLIC_URL'].filter((name) => !env[name]);
  if (required.length > 0 && !env.DOMAIN) {
    return failed(NAME, `${required.join(' and ')} is missing`, 'Set it next to SMTP_URL.');
  }
  if (!URL.canParse(env.SMTP_URL)) return failed(NAME, 'SMTP_URL is not a URL', ADDRESS);
  try {
    return await askMailServer(env.SMTP_URL, loadMailer());
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code !== 'MODULE_NOT_FOUND') throw error;
    return skipped(NAME, 'the packages are not installed; run `npm start` once');
  }
}

/** Loads nodemailer from the packages of the server. @returns {typeof import('nodemailer')} */
function mailerOfServer() {
  return createRequire(join(repoRoot, 'backend', 'package.json'))('nodemailer');
}

/**
 * @param {string} url
 * @param {Pick<typeof import('nodemailer'), 'createTransport'>} mailer
 */
async function askMailServer(url, mailer) {
  const transport = mailer.createTransport(url);
  Object.assign(transport.options, {
    connectionTimeout: LIMIT_MS,
    greetingTimeout: LIMIT_MS,
    socketTimeout: LIMIT_MS,
  });
  try {
    await transport.verify();
    return passed(NAME, 'answers and accepts this user');
  } catch (error) {
    return describe(/** @type {MailError} */ (error));
  } finally {
    transport.close();
  }
}

/** @typedef {Error & { code?: string, responseCode?: number }} MailError */

/** @param {MailError} error */
function describe({ code, message }) {
  if (code === 'EAUTH') {
    return failed(NAME, 'refuses this user or password', ADDRESS);
  }
  if (code === 'ETLS' || /SSL|TLS|certificate/i.test(message)) {
    return failed(
      NAME,
      'answers, but not with valid TLS',
      'Use smtps:// for port 465, smtp:// for port 587, and a certificate for the name in SMTP_URL.',
    );
  }
  return failed(
    NAME,
    'does not answer',
    'Check host and port in SMTP_URL, and that the firewall lets this machine reach them.',
  );
}
