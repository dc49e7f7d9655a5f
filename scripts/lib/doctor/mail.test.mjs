import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startMailServer } from '../../../backend/src/platform/testing/mail-server';
import { checkMail } from './mail.mjs';

/** @type {import('../../../backend/src/platform/testing/mail-server').MailServer} */
let mail;
beforeAll(async () => {
  mail = await startMailServer();
});
afterAll(() => mail.close());

/** @param {string} [SMTP_URL] */
const check = (SMTP_URL) =>
  checkMail({
    origin: 'https://meet.example.org',
    env: { SMTP_URL, MAIL_FROM: 'p@example.org', PUBLIC_URL: 'https://meet.example.org' },
  });

test('the doctor tells a mail server that accepts Parley from one that refuses its user', async () => {
  expect(await check(mail.url)).toMatchObject({ status: 'passed' });
  expect(await check(mail.url.replace('//', '//ana:rose@'))).toMatchObject({
    status: 'failed',
    detail: 'refuses this user or password',
  });
});

test('the doctor names the remedy for a mail server without TLS, one that is down, and none', async () => {
  expect(await check(mail.url.replace('smtp:', 'smtps:'))).toMatchObject({
    status: 'failed',
    remedy: expect.stringContaining('smtps:// for port 465'),
  });
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (closed.address());
  await once(closed.close(), 'close');
  expect(await check(`smtp://127.0.0.1:${port}`)).toMatchObject({
    status: 'failed',
    detail: 'does not answer',
  });
  expect(await check('mail.example.org')).toMatchObject({ status: 'failed' });
  expect(await check()).toMatchObject({ status: 'skipped' });
});

test('an SMTP_URL without a sender is a fault', async () => {
  const env = { SMTP_URL: 'smtp://mail.example.org', PUBLIC_URL: 'https://meet.example.org' };
  expect(await checkMail({ origin: env.PUBLIC_URL, env })).toMatchObject({
    status: 'failed',
    detail: 'MAIL_FROM is missing',
  });
});
