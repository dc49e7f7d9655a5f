import { MAX_EPOCH_STEP } from '@parley/shared/signaling';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRoom } from '../platform/testing/rest';
import {
  createTestApp,
  joinInput,
  type TestApp,
  type TestSocket,
  type TestUser,
} from '../platform/testing/test-app';

let parley: TestApp;
let ana: TestUser;
let ben: TestUser;
beforeAll(async () => {
  parley = await createTestApp();
  [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
});
afterAll(() => parley.close());

const description = { type: 'offer', sdp: 'v=0' } as const;
const candidate = { candidate: 'candidate:x' };
const LAST = 1_000_000;

const newRoom = (app = parley) => makeRoom(app, ana);

interface Instance {
  id: string;
  instanceId: string;
}

/** An offer of a link epoch, from a socket to an instance with a seat. */
const offer = (from: TestSocket, { id, instanceId }: Instance, epoch: number) =>
  from.send('signal:send', { to: id, toInstance: instanceId, epoch, description });

async function meet(app = parley) {
  const code = await newRoom(app);
  const [a, b] = [await app.connect(ana), await app.connect(ben)];
  const anas = (await a.join(code)).self;
  const bens = (await b.join(code)).self;
  return { code, a, b, anas, bens, close: () => [a, b].forEach((socket) => socket.close()) };
}

const REFUSED = { error: { code: 'VALIDATION_FAILED', details: [{ field: 'epoch' }] } };
const TAKEN = { ok: true };

test('an offer of a link epoch that the pair cannot have reached is refused, and does not arrive', async () => {
  const { a, b, anas, close } = await meet();
  expect(await offer(b, anas, 0)).toMatchObject(TAKEN);
  await a.next('signal:received');
  for (const epoch of [LAST, MAX_EPOCH_STEP + 1]) {
    expect(await offer(b, anas, epoch)).toMatchObject(REFUSED);
  }
  // Earlier offers may have been lost.
  expect(await offer(b, anas, MAX_EPOCH_STEP)).toMatchObject(TAKEN);
  expect(await a.next('signal:received')).toMatchObject({ epoch: MAX_EPOCH_STEP });
  expect(a.events.filter(({ event }) => event === 'signal:received')).toEqual([]);
  close();
});

test('late signals of older link epochs arrive, and so does an answer after many epochs of silence', async () => {
  const { a, b, anas, bens, close } = await meet();
  for (let epoch = 0; epoch <= 40; epoch += 2) {
    expect(await offer(b, anas, epoch)).toMatchObject(TAKEN);
  }
  const late = { to: anas.id, toInstance: anas.instanceId, epoch: 3, candidate };
  expect(await b.send('signal:send', late)).toMatchObject(TAKEN);
  await a.next('signal:received', ({ epoch }) => epoch === 3);
  expect(await offer(a, bens, 40)).toMatchObject(TAKEN);
  expect(await offer(a, bens, LAST)).toMatchObject(REFUSED);
  close();
});

test('an instance that resumes continues its link epochs, even if its peer raised them meanwhile', async () => {
  const { code, a, b, anas, bens, close } = await meet();
  await offer(b, anas, 5);
  b.cut();
  await a.next('participant:updated');
  // The server holds the offer for the disconnected instance.
  expect(await offer(a, bens, 12)).toMatchObject(TAKEN);
  const back = await parley.connect(ben);
  await back.ask('meeting:join', joinInput(code, { instanceId: bens.instanceId }));
  expect(await offer(back, anas, 20)).toMatchObject(TAKEN);
  expect(await offer(back, anas, LAST)).toMatchObject(REFUSED);
  back.close();
  close();
});

test('another instance begins with a new link epoch, and so does one that has left', async () => {
  const { code, a, b, anas, close } = await meet();
  await offer(b, anas, 30);
  const other = await parley.connect(ben);
  const joined = await other.join(code);
  expect(await offer(other, anas, 0)).toMatchObject(TAKEN);
  expect(await offer(other, anas, 30)).toMatchObject(REFUSED);
  await other.ask('meeting:leave', {});
  await other.join(code, { instanceId: joined.self.instanceId });
  expect(await offer(other, anas, 30)).toMatchObject(TAKEN);
  expect(a.events.filter(({ event }) => event === 'signal:received')).toHaveLength(3);
  other.close();
  close();
});

test.each([
  { recreate: true as const },
  { constraints: { camera: 360, screen: 0, lowConnection: false } },
  { candidate },
])(
  'an instance that resumes after many link epochs may offer the next one, after its peer sent %j first',
  async (body) => {
    const { code, a, b, anas, bens, close } = await meet();
    await offer(b, anas, MAX_EPOCH_STEP + 3);
    await b.ask('meeting:leave', {});
    const { self } = await b.join(code, { instanceId: bens.instanceId });
    const first = { to: self.id, toInstance: self.instanceId, epoch: 0, ...body };
    expect(await a.send('signal:send', first)).toMatchObject(TAKEN);
    expect(await offer(b, anas, MAX_EPOCH_STEP + 4)).toMatchObject(TAKEN);
    expect(await offer(b, anas, LAST)).toMatchObject(REFUSED);
    close();
  },
);

test('a server that does not know a pair accepts any link epoch first, and then the next ones', async () => {
  const { anas, bens, code, close } = await meet();
  const killed = parley;
  parley = await createTestApp({ database: killed.database });
  close();
  const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
  await a.ask('meeting:join', joinInput(code, { instanceId: anas.instanceId }));
  await b.ask('meeting:join', joinInput(code, { instanceId: bens.instanceId }));
  expect(await offer(b, anas, 25)).toMatchObject(TAKEN);
  expect(await offer(b, anas, 26)).toMatchObject(TAKEN);
  expect(await offer(a, bens, LAST)).toMatchObject(REFUSED);
  await killed.close({ keepDatabase: true });
});

test('a lobby peer continues its link epochs after joining, and gets no offer that jumps ahead', async () => {
  const code = await newRoom();
  const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
  const { self: anas } = await a.join(code);
  const { instanceId } = joinInput(code);
  // A user who attended before may preconnect.
  await b.join(code);
  await b.ask('meeting:leave', {});
  a.events.splice(0);
  await b.ask('room:watch', { code, instanceId });
  expect(await offer(b, anas, 4)).toMatchObject(TAKEN);
  expect(await offer(b, anas, LAST)).toMatchObject(REFUSED);
  const wild = { to: anas.id, toInstance: anas.instanceId, epoch: LAST, description };
  await b.join(code, { instanceId, offers: [wild] });
  expect(await a.next('participant:joined')).not.toHaveProperty('offer');
  expect(await offer(b, anas, LAST)).toMatchObject(REFUSED);
  expect(await offer(b, anas, 5)).toMatchObject(TAKEN);
  for (const socket of [a, b]) socket.close();
});
