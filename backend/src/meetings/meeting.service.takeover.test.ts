import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { makeRoom } from '../platform/testing/rest';
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

const stays = () => Promise.resolve();
const leaves = (phone: TestSocket) => phone.ask('meeting:leave', {});
const joinsAgain = async (phone: TestSocket, code: string) => {
  await leaves(phone);
  await phone.join(code);
};

/** Ana's laptop loses its network, and her phone takes over the seat. */
async function takenOver() {
  const ana = await parley.register('Ana');
  const code = await makeRoom(parley, ana);
  const laptop = await parley.connect(ana);
  const { self } = await laptop.join(code);
  laptop.cut();
  const phone = await parley.connect(ana);
  await phone.join(code);
  /** The laptop sends this when its network is back. */
  const returning = joinInput(code, { instanceId: self.instanceId, joinSeq: self.joinSeq });
  return { ana, code, phone, returning };
}

const REPLACED = { ok: false, error: { code: 'REPLACED' } };

test.each<[string, (phone: TestSocket, code: string) => Promise<unknown>]>([
  ['is still connected', stays],
  ['has left again', leaves],
  ['has left and joined again', joinsAgain],
])(
  'F19: an instance that was offline during a takeover does not take the seat back when the other one %s',
  async (_when, goOn) => {
    const { ana, code, phone, returning } = await takenOver();
    await goOn(phone, code);

    const back = await parley.connect(ana);
    for (let round = 0; round < 3; round += 1) {
      expect(await back.send('meeting:join', returning)).toMatchObject(REPLACED);
    }
    expect(countOf(phone, 'meeting:replaced')).toBe(0);
    // A press on "Rejoin" makes a new instance.
    const { instanceId } = joinInput(code);
    expect((await back.join(code, { instanceId })).self.instanceId).toBe(instanceId);
    for (const socket of [back, phone]) socket.close();
  },
);

test.each<[string, (phone: TestSocket, code: string) => Promise<unknown>, meetings: number]>([
  ['was still connected', stays, 1],
  ['had left again', leaves, 1],
  ['had left and joined again', joinsAgain, 2],
])(
  'F19: an instance that was offline during a takeover does not take the seat back after a restart when the other one %s',
  async (_when, goOn, meetings) => {
    const { ana, code, phone, returning } = await takenOver();
    await goOn(phone, code);
    await parley.close({ keepDatabase: true });
    parley = await createTestApp({ database: parley.database });

    const back = await parley.connect(ana);
    for (let round = 0; round < 3; round += 1) {
      expect(await back.send('meeting:join', returning)).toMatchObject(REPLACED);
    }
    // The refused instance has started no meeting.
    const { body } = await parley.api.get(`/api/meetings?room=${code}`).set(...ana.bearer);
    expect(body.meetings).toHaveLength(meetings);
    const { instanceId } = joinInput(code);
    expect((await back.join(code, { instanceId })).self.instanceId).toBe(instanceId);
    back.close();
  },
);

test('F10: an instance whose seat expired and whose join ack got lost is not replaced by itself', async () => {
  const ana = await parley.register('Ana');
  const code = await makeRoom(parley, ana);
  const client = await parley.connect(ana);
  const { self } = await client.join(code);
  const returning = joinInput(code, { instanceId: self.instanceId, joinSeq: self.joinSeq });
  await client.ask('meeting:leave', {});
  // The second ack is lost, and so is the second seat.
  await client.ask('meeting:join', returning);
  await client.ask('meeting:leave', {});
  expect((await client.ask('meeting:join', returning)).self.instanceId).toBe(self.instanceId);
  client.close();
});

test('an instance with the lowest joinSeq is compared with one attendance of its room, by an index', async () => {
  const ana = await parley.register('Ana');
  const client = await parley.connect(ana);
  for (let round = 0; round < 5; round += 1) {
    await client.join(await makeRoom(parley, ana));
    await client.ask('meeting:leave', {});
  }
  const code = await makeRoom(parley, ana);
  const find = vi.spyOn(parley.connection.model('Attendance'), 'find');
  // The user's instances in other rooms do not replace it here.
  expect((await client.join(code, { joinSeq: 0 })).meeting.room.code).toBe(code);
  expect(find).not.toHaveBeenCalled();
  find.mockRestore();
  await client.ask('meeting:leave', {});
  expect(await client.send('meeting:join', joinInput(code, { joinSeq: 0 }))).toMatchObject(
    REPLACED,
  );
  const indexes = await parley.connection.collection('attendances').indexes();
  expect(indexes.map(({ key }) => key)).toContainEqual({ userId: 1, roomId: 1, joinSeq: -1 });
  client.close();
});

const isActive = async (socket: TestSocket) => (await socket.send('chat:sync', { afterSeq: 0 })).ok;
const countOf = (socket: TestSocket, wanted: string) =>
  socket.events.filter(({ event }) => event === wanted).length;

test('F19: if two instances of one user join at the same time, one stays and the other is replaced once', async () => {
  const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
  const code = await makeRoom(parley, ana, { capacity: 2 });
  const b = await parley.connect(ben);
  const { meeting } = await b.join(code);

  for (let round = 0; round < ROUNDS; round += 1) {
    b.events.length = 0;
    const clients = [await parley.connect(ana), await parley.connect(ana)] as const;
    const inputs = clients.map(() => joinInput(code));
    const answers = await Promise.all(
      clients.map((client, index) => client.send('meeting:join', inputs[index] ?? joinInput(code))),
    );
    // Both joined, one after the other; the second one has the seat.
    expect(answers.map(({ ok }) => ok)).toEqual([true, true]);
    const active = await Promise.all(clients.map(isActive));
    expect(active.filter(Boolean)).toHaveLength(1);
    const [winner, loser] = active[0] === true ? clients : [clients[1], clients[0]];
    expect([countOf(winner, 'meeting:replaced'), countOf(loser, 'meeting:replaced')]).toEqual([
      0, 1,
    ]);

    // The end of the replaced client has no effect, and no participant has left in between.
    loser.close();
    await winner.ask('participant:update', { hand: true });
    await b.next('participant:updated', ({ participant }) => participant.media.hand);
    expect(countOf(b, 'participant:left')).toBe(0);
    const [seen, final] = [
      b.events.findLast(({ event }) => event === 'participant:joined')?.payload,
      inputs[clients.indexOf(winner)]?.instanceId,
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

test('F13: an instance that resumes before the server noticed its disconnect is shown as reconnecting first', async () => {
  const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
  const code = await makeRoom(parley, ana);
  const [a, old] = [await parley.connect(ana), await parley.connect(ben)];
  await a.join(code);
  const { self } = await old.join(code);
  const back = await parley.connect(ben);
  await back.ask('meeting:join', joinInput(code, { instanceId: self.instanceId }));
  const states = [await a.next('participant:updated'), await a.next('participant:updated')].map(
    ({ participant }) => participant.connection,
  );
  expect(states).toEqual(['reconnecting', 'connected']);
  for (const socket of [a, old, back]) socket.close();
});
