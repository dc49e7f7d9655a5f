import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mailEnvironment, startMailServer, type MailServer } from '../platform/testing/mail-server';
import { rankScore } from '../platform/testing/rank-test';
import { createTestApp, type TestApp } from '../platform/testing/test-app';

/*
 * Neither the answer nor its time tells whether an address has an account (ASVS 5.0, 6.3.8). The
 * requests for known and unknown addresses take turns, so that both see the same load.
 */

const PAIRS = 40;
/** A difference that chance makes in one of 16,000 runs. */
const LARGEST_SCORE = 4;

let mail: MailServer;
let parley: TestApp;
let known: string;
beforeAll(async () => {
  mail = await startMailServer();
  parley = await createTestApp({ env: mailEnvironment(mail), bcryptCost: 4 });
  known = `${randomUUID()}@example.org`;
  const account = { email: known, displayName: 'Ana', password: 'correct horse battery staple' };
  const asked = await parley.api.post('/api/auth/register').send(account).expect(202);
  const { token } = await mail.next(known);
  const cookie = (asked.headers['set-cookie'] as unknown as string[])[0] ?? '';
  await parley.api
    .post('/api/auth/register/complete')
    .set('Cookie', cookie.split(';')[0] ?? '')
    .send({ token })
    .expect(201);
});
afterAll(async () => {
  await parley.close();
  await mail.close();
});

const requests = {
  'signing in': { path: 'login', body: { password: 'a wrong password' } },
  'a password reset': { path: 'password-reset', body: {} },
  registration: {
    path: 'register',
    body: { displayName: 'Eve', password: 'another horse battery staple' },
  },
};

test.each(Object.entries(requests))(
  '%s answers known and unknown addresses alike, and equally fast',
  async (_name, { path, body }) => {
    const ask = async (email: string) => {
      const sentAt = performance.now();
      const { status, text } = await parley.api.post(`/api/auth/${path}`).send({ email, ...body });
      return { ms: performance.now() - sentAt, answer: [status, text.replace(/[\da-f-]{36}/, '')] };
    };
    // The first requests also compile code and open connections.
    await ask(known);
    await ask(`${randomUUID()}@example.org`);
    const times = { known: [] as number[], unknown: [] as number[] };
    for (let pair = 0; pair < PAIRS; pair += 1) {
      const other = `${randomUUID()}@example.org`;
      const order = pair % 2 === 0 ? [known, other] : [other, known];
      const answers = [await ask(order[0] ?? ''), await ask(order[1] ?? '')];
      expect(answers[0]?.answer).toEqual(answers[1]?.answer);
      order.forEach((email, index) =>
        times[email === known ? 'known' : 'unknown'].push(answers[index]?.ms ?? 0),
      );
    }
    expect(Math.abs(rankScore(times.known, times.unknown))).toBeLessThan(LARGEST_SCORE);
  },
  // A busy machine needs longer, and ranks do not mind.
  90_000,
);
