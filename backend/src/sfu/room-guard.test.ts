import { afterEach, expect, test } from 'vitest';
import {
  createSfuApp,
  meetThree,
  moveToSfu,
  type SfuApp,
  type SfuClient,
} from './testing/meet-on-sfu';

const apps: SfuApp[] = [];
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
});

/** Ana hosts a meeting with Ben and Cem on the SFU. */
async function meet() {
  const app = await createSfuApp();
  apps.push(app);
  const { code, clients } = await meetThree(app);
  const entered = await moveToSfu(app, clients);
  const [ana, ben, cem] = clients as [SfuClient, SfuClient, SfuClient];
  const [anaThere = '', benThere = ''] = entered.map(({ identity }) => identity);
  return { app, code, ana, ben, cem, entered, anaThere, benThere, livekit: app.livekit };
}

const SCREEN = ['SCREEN_SHARE', 'SCREEN_SHARE_AUDIO'];

test('a host who forbids sharing and unmuting takes both rights on the SFU at once, and gives them back', async () => {
  const { ana, ben, livekit, anaThere, benThere } = await meet();
  const all = ['MICROPHONE', 'CAMERA', ...SCREEN];
  expect(livekit.sourcesOf(benThere)).toEqual(all);
  await ana.socket.ask('meeting:set-controls', { mayShare: false });
  await livekit.until(() => livekit.sourcesOf(benThere)?.join() === 'MICROPHONE,CAMERA');
  await ana.socket.ask('participant:mute', { id: ben.id, mayUnmute: false });
  await livekit.until(() => livekit.sourcesOf(benThere)?.join() === 'CAMERA');
  // A host may do both.
  expect(livekit.sourcesOf(anaThere)).toEqual(all);
  await ana.socket.ask('participant:promote', { id: ben.id });
  await livekit.until(() => livekit.sourcesOf(benThere)?.join() === all.join());
});

test('a right that LiveKit has wrong is corrected within 30 s, and nothing is changed twice', async () => {
  const { app, livekit, benThere } = await meet();
  const [room] = livekit.rooms.values();
  const wrong = {
    canSubscribe: true,
    canPublish: true,
    canPublishData: true,
    canUpdateMetadata: false,
    canPublishSources: [],
  };
  room?.set(benThere, wrong);
  await app.scheduler.advance(30_000);
  expect(livekit.sourcesOf(benThere)).toEqual(['MICROPHONE', 'CAMERA', ...SCREEN]);
  expect(room?.get(benThere)?.canPublishData).toBe(false);
  await app.scheduler.advance(60_000);
  expect(livekit.calls.filter((method) => method === 'UpdateParticipant')).toHaveLength(1);
});

test('a removed participant is out of the SFU at once, and an old token does not help', async () => {
  const { app, ana, ben, livekit, benThere, entered } = await meet();
  await ana.socket.ask('participant:remove', { id: ben.id });
  await livekit.until(() => livekit.sourcesOf(benThere) === undefined);
  const refresh = { gen: entered[1]?.gen ?? 0 };
  expect(await ben.socket.send('sfu:refresh', refresh)).toMatchObject({
    error: { code: 'NOT_A_MEMBER' },
  });
  // LiveKit itself would let them in for a minute.
  await livekit.enter(entered[1]?.token ?? '');
  await app.scheduler.advance(2_000);
  expect(livekit.sourcesOf(benThere)).toBeUndefined();
});

test('a token that was asked for before a removal is not given after it', async () => {
  const { ana, ben, livekit, entered } = await meet();
  let answer = () => {};
  livekit.delays.set('CreateRoom', new Promise((resolve) => (answer = resolve)));
  const asked = ben.socket.send('sfu:refresh', { gen: entered[1]?.gen ?? 0 });
  await ana.socket.ask('participant:remove', { id: ben.id });
  answer();
  expect(await asked).toMatchObject({ error: { code: 'NOT_A_MEMBER' } });
});

test('the connection of an instance that another one has replaced ends, and the new one stays', async () => {
  const { app, code, ben, livekit, benThere } = await meet();
  const window = await app.connect(ben.user);
  const { route } = await window.join(code);
  const there = await livekit.enter(route?.access?.token ?? '');
  await livekit.until(() => livekit.sourcesOf(benThere) === undefined);
  await app.scheduler.advance(30_000);
  expect(livekit.sourcesOf(there)).toBeDefined();
});
