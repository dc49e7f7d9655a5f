import { Writable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLogger } from '../platform/logger';
import { createScope, type Scope } from '../platform/scope';
import { ManualScheduler } from '../platform/testing/manual-scheduler';
import { startMailServer, type MailServer } from '../platform/testing/mail-server';
import { renderMail } from './mail';
import { createMailer, type Mailer } from './mailer';

let server: MailServer;
let scope: Scope;
let scheduler: ManualScheduler;
let mailer: Mailer;
let log: string;
beforeEach(async () => {
  server = await startMailServer();
  scope = createScope();
  scheduler = new ManualScheduler();
  log = '';
  const output = new Writable({
    write(chunk, _encoding, done) {
      log += String(chunk);
      done();
    },
  });
  mailer = createMailer(
    {
      smtpUrl: server.url,
      from: 'Parley <parley@example.org>',
      logger: createLogger('info', output),
      scheduler,
      now: scheduler.now,
    },
    scope,
  );
});
afterEach(async () => {
  await scope.close();
  await server.close();
});

const compose = () =>
  renderMail(
    {
      name: 'test',
      subject: 'Grüße <b>',
      paragraphs: ['One & <two>', 'Three'],
      button: { label: 'Go', url: 'https://meet.example.org/confirm#abc' },
      notes: ['Small'],
    },
    'meet.example.org',
  );
const send = (minutes = 30) =>
  mailer.send('ana@example.org', new Date(scheduler.now() + minutes * 60_000), compose);

test('an email arrives as plain text and as HTML with the same link', async () => {
  send();
  const { parsed } = await server.next('ana@example.org');
  expect(parsed.subject).toBe('Grüße <b>');
  expect(parsed.text).toContain(
    'One & <two>\n\nThree\n\nGo:\nhttps://meet.example.org/confirm#abc',
  );
  expect(parsed.html).toContain('One &amp; &lt;two&gt;');
  expect(parsed.html).toContain('href="https://meet.example.org/confirm#abc"');
  expect(parsed.html).not.toMatch(/src=|@import|url\(/);
});

test('an email that a mail server refuses for now is sent when the server takes it again', async () => {
  server.refuseWith(451);
  send();
  await mailer.idle();
  expect(server.received).toEqual([]);
  server.refuseWith(null);
  await scheduler.advance(2_000);
  await server.next('ana@example.org');
  await mailer.idle();
  expect(log).toContain('mail waits for another attempt');
  expect(log).toContain('"responseCode":451');
  expect(log).toContain('mail sent');
});

test('an email survives a mail server that is away for minutes, with growing pauses', async () => {
  const port = Number(new URL(server.url).port);
  await server.close();
  send();
  await mailer.idle();
  for (const seconds of [2, 5, 15, 30]) {
    await scheduler.advance(seconds * 1000);
    await mailer.idle();
  }
  server = await startMailServer(port);
  await scheduler.advance(60_000);
  await server.next('ana@example.org');
});

test('an email is given up when its link has expired, or when the recipient is refused for good', async () => {
  server.refuseWith(451);
  send(0);
  await mailer.idle();
  server.refuseWith(550);
  send();
  await mailer.idle();
  await scheduler.advance(3_600_000);
  expect(server.received).toEqual([]);
  expect(log.match(/"msg":"mail not sent"/g)).toHaveLength(2);
});

test('the log has neither the address nor the text of an email', async () => {
  server.refuseWith(550);
  send();
  await mailer.idle();
  server.refuseWith(null);
  send();
  await server.next('ana@example.org');
  await mailer.idle();
  expect(log).toContain('"mail":"test"');
  expect(log).not.toMatch(/ana@|example\.org|Three|#abc/);
});
