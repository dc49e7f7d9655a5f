import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createTestApp,
  joinInput,
  type TestApp,
  type TestSocket,
} from '../platform/testing/test-app';

const ROUNDS = 20;

let parley: TestApp;
beforeAll(async () => {
  parley = await createTestApp();
});
afterAll(() => parley.close());

test.each<[string, (phone: TestSocket) => Promise<unknown>]>([
  ['is still there', () => Promise.resolve()],
  ['has left again', (phone) => phone.ask('meeting:leave', {})],
])(
  'F19: a page that was offline when another took over does not take the seat back, also where that one %s',
  async (_when, goOn) => {
    const ana = await parley.register('Ana');
    const made = await parley.api
      .post('/api/rooms')
      .set(...ana.bearer)
      .send({});
    const code = made.body.room.code as string;
    const laptop = await parley.connect(ana);
    const input = joinInput(code);
    await laptop.ask('meeting:join', input);
    laptop.cut();
    const phone = await parley.connect(ana);
    await phone.join(code);
    await goOn(phone);

    const back = await parley.connect(ana);
    for (let round = 0; round < 3; round += 1) {
      expect(await back.send('meeting:join', input)).toMatchObject({
        ok: false,
        error: { code: 'REPLACED' },
      });
    }
    expect(countOf(phone, 'meeting:replaced')).toBe(0);
    // A click is a new page to the server.
    const { instanceId } = joinInput(code);
    expect((await back.join(code, { instanceId })).self.instanceId).toBe(instanceId);
    for (const socket of [back, phone]) socket.close();
  },
);

const isActive = async (socket: TestSocket) => (await socket.send('chat:sync', { afterSeq: 0 })).ok;
const countOf = (socket: TestSocket, wanted: string) =>
  socket.facts.filter(({ fact }) => fact === wanted).length;

test('F19: of two pages of one account that join at the same instant one is active, the other is told once', async () => {
  const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
  const made = await parley.api
    .post('/api/rooms')
    .set(...ana.bearer)
    .send({ capacity: 2 });
  const code = made.body.room.code as string;
  const b = await parley.connect(ben);
  const { meeting } = await b.join(code);

  for (let round = 0; round < ROUNDS; round += 1) {
    b.facts.length = 0;
    const pages = [await parley.connect(ana), await parley.connect(ana)] as const;
    const inputs = pages.map(() => joinInput(code));
    const answers = await Promise.all(
      pages.map((page, index) => page.send('meeting:join', inputs[index] ?? joinInput(code))),
    );
    // Both were let in, one after the other; the one that came second has the seat.
    expect(answers.map(({ ok }) => ok)).toEqual([true, true]);
    const active = await Promise.all(pages.map(isActive));
    expect(active.filter(Boolean)).toHaveLength(1);
    const [winner, loser] = active[0] === true ? pages : [pages[1], pages[0]];
    expect([countOf(winner, 'meeting:replaced'), countOf(loser, 'meeting:replaced')]).toEqual([
      0, 1,
    ]);

    // The quiet page goes, which nobody notices; nor did anybody leave in between.
    loser.close();
    await winner.ask('participant:update', { hand: true });
    await b.next('participant:updated', ({ participant }) => participant.media.hand);
    expect(countOf(b, 'participant:left')).toBe(0);
    const [seen, final] = [
      b.facts.findLast(({ fact }) => fact === 'participant:joined')?.payload,
      inputs[pages.indexOf(winner)]?.instanceId,
    ];
    expect(seen).toMatchObject({ participant: { instanceId: final } });
    await winner.ask('meeting:leave', {});
    winner.close();
  }

  const { body } = await parley.api.get(`/api/meetings/${meeting.id}`).set(...ben.bearer);
  const anas = body.meeting.attendances.find(
    (one: { displayName: string }) => one.displayName === 'Ana',
  );
  expect(anas.intervals).toHaveLength(ROUNDS);
  b.close();
});
