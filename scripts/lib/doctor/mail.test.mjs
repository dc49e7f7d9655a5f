import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { SMTPServer } from 'smtp-server';
import { checkMail } from './mail.mjs';

/** @type {(() => unknown)[]} */
const closing = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** @param {import('node:net').Server} server */
const portOf = (server) => /** @type {import('node:net').AddressInfo} */ (server.address()).port;

/** A mail server with one user, ana. */
async function startMailServer() {
  const server = new SMTPServer({
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onAuth: ({ username, password }, _session, done) =>
      username === 'ana' && password === 'tulip'
        ? done(null, { user: 'ana' })
        : done(new Error('refused')),
  });
  closing.push(() => new Promise((resolve) => void server.close(() => resolve(undefined))));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return portOf(/** @type {import('node:net').Server} */ (server.server));
}

/** @param {string} [SMTP_URL] */
const check = (SMTP_URL) =>
  checkMail({
    origin: 'https://meet.example.org',
    env: { SMTP_URL, MAIL_FROM: 'p@example.org', PUBLIC_URL: 'https://meet.example.org' },
  });

test('the doctor tells a mail server that accepts the user from one that refuses it', async () => {
  const port = await startMailServer();
  expect(await check(`smtp://ana:tulip@127.0.0.1:${port}`)).toMatchObject({ status: 'passed' });
  expect(await check(`smtp://ana:rose@127.0.0.1:${port}`)).toMatchObject({
    status: 'failed',
    detail: 'refuses this user or password',
  });
});

test('the doctor names the remedy for a mail server without TLS, one that is down, and none', async () => {
  const port = await startMailServer();
  expect(await check(`smtps://ana:tulip@127.0.0.1:${port}`)).toMatchObject({
    status: 'failed',
    remedy: expect.stringContaining('smtps:// for port 465'),
  });
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const free = portOf(closed);
  await once(closed.close(), 'close');
  expect(await check(`smtp://127.0.0.1:${free}`)).toMatchObject({
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
