import { randomUUID } from 'node:crypto';
import { MAX_CANDIDATE_LENGTH, MAX_SDP_LENGTH } from '@parley/shared/signaling';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRoom } from '../platform/testing/rest';
import {
  createTestApp,
  joinInput,
  type TestApp,
  type TestSocket,
} from '../platform/testing/test-app';

let parley: TestApp;
let code: string;
let a: TestSocket;
let b: TestSocket;
let c: TestSocket;
let to: { to: string; toInstance: string };
beforeAll(async () => {
  parley = await createTestApp();
  const [ana, ben, cem] = [
    await parley.register('Ana'),
    await parley.register('Ben'),
    await parley.register('Cem'),
  ];
  code = await makeRoom(parley, ana);
  [a, b, c] = [await parley.connect(ana), await parley.connect(ben), await parley.connect(cem)];
  const { self } = await a.join(code);
  to = { to: self.id, toInstance: self.instanceId };
  await b.join(code);
});
afterAll(() => parley.close());

interface Refusal {
  error: { code: string; details?: { field: string }[] };
}
const send = (socket: TestSocket, event: string, payload: unknown) =>
  socket.socket.timeout(5_000).emitWithAck(event, payload) as Promise<Refusal>;

const offer = (length: number) => ({ type: 'offer', sdp: 'v'.repeat(length) });
const candidate = (length: number) => ({ candidate: 'c'.repeat(length) });
const pranswer = { type: 'pranswer', sdp: 'v=0' };

test.each<[string, string, object]>([
  ['description.sdp', 'a description over 32 kB', { description: offer(MAX_SDP_LENGTH + 1) }],
  ['description.sdp', 'an empty description', { description: offer(0) }],
  ['description.type', 'a description of another type', { description: pranswer }],
  [
    'candidate.candidate',
    'a candidate over 1 kB',
    { candidate: candidate(MAX_CANDIDATE_LENGTH + 1) },
  ],
  ['candidate.sdpMid', 'a huge mid', { candidate: { candidate: 'c', sdpMid: 'm'.repeat(33) } }],
  [
    'candidate.sdpMLineIndex',
    'a negative sdpMLineIndex',
    { candidate: { candidate: 'c', sdpMLineIndex: -1 } },
  ],
  ['epoch', 'a negative epoch', { epoch: -1, candidate: candidate(9) }],
  ['epoch', 'a fractional epoch', { epoch: 1.5, candidate: candidate(9) }],
  ['epoch', 'an epoch over a million', { epoch: 1_000_001, candidate: candidate(9) }],
  ['epoch', 'an epoch that is a string', { epoch: '1', candidate: candidate(9) }],
  ['epoch', 'no epoch', { epoch: undefined, candidate: candidate(9) }],
  ['body', 'nothing at all', {}],
  ['body', 'a description and a candidate', { description: offer(9), candidate: candidate(9) }],
])('a signal is refused with the field %s for %s', async (field, _what, signal) => {
  const answer = await send(b, 'signal:send', { ...to, epoch: 0, ...signal });
  expect(answer).toMatchObject({ ok: false, error: { code: 'VALIDATION_FAILED' } });
  expect(answer.error.details?.map((detail) => detail.field)).toContain(field);
});

test('signals of the greatest length arrive, and refused ones do not', async () => {
  for (const signal of [
    { description: offer(MAX_SDP_LENGTH) },
    { candidate: candidate(MAX_CANDIDATE_LENGTH) },
  ]) {
    expect(await send(b, 'signal:send', { ...to, epoch: 1_000_000, ...signal })).toMatchObject({
      ok: true,
    });
    expect(await a.next('signal:received')).toMatchObject({ epoch: 1_000_000, ...signal });
  }
  expect(a.events.filter(({ event }) => event === 'signal:received')).toEqual([]);
});

test.each<[string, string, object[]]>([
  ['offers.0.description.sdp', 'over 32 kB', [{ description: offer(MAX_SDP_LENGTH + 1) }]],
  ['offers.0.epoch', 'with a negative epoch', [{ epoch: -1 }]],
  ['offers.0.to', 'for an invalid id', [{ to: { $ne: null } }]],
  ['offers', 'for more participants than a room has', Array.from({ length: 10 }, () => ({}))],
])(
  'a join with offers is refused with the field %s for offers %s, and takes no seat',
  async (field, _what, offers) => {
    const wrong = {
      ...joinInput(code),
      offers: offers.map((more) => ({ ...to, epoch: 0, description: offer(9), ...more })),
    };
    const answer = await send(c, 'meeting:join', wrong);
    expect(answer).toMatchObject({ ok: false, error: { code: 'VALIDATION_FAILED' } });
    expect(answer.error.details?.map((detail) => detail.field)).toContain(field);
    expect(await send(c, 'chat:sync', { afterSeq: 0 })).toMatchObject({
      error: { code: 'NOT_A_MEMBER' },
    });
  },
);

test('an offer for a participant who left, or for a replaced instance, does not prevent the join', async () => {
  const departed = {
    to: 'f'.repeat(24),
    toInstance: randomUUID(),
    epoch: 0,
    description: offer(9),
  };
  const replaced = { ...to, toInstance: randomUUID(), epoch: 0, description: offer(9) };
  const answer = await send(c, 'meeting:join', {
    ...joinInput(code),
    offers: [departed, replaced],
  });
  expect(answer).toMatchObject({ ok: true });
  const joined = await a.next(
    'participant:joined',
    ({ participant }) => participant.displayName === 'Cem',
  );
  expect(joined).not.toHaveProperty('offer');
});

test('a signal to a participant who left, or who was never there, is refused with NOT_A_MEMBER', async () => {
  const { self } = await c.join(code);
  const cems = { to: self.id, toInstance: self.instanceId, epoch: 0, candidate: candidate(9) };
  expect(await send(b, 'signal:send', cems)).toMatchObject({ ok: true });
  await c.ask('meeting:leave', {});
  const refusals = [
    await send(b, 'signal:send', cems),
    await send(b, 'signal:send', { ...cems, to: 'f'.repeat(24) }),
    await send(b, 'signal:send', { ...cems, ...to, toInstance: randomUUID() }),
    // A participant who left cannot send signals either.
    await send(c, 'signal:send', { ...cems, ...to }),
  ];
  for (const refusal of refusals) {
    expect(refusal).toMatchObject({ ok: false, error: { code: 'NOT_A_MEMBER' } });
  }
});
