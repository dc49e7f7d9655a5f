import { afterEach, expect, test } from 'vitest';
import { becomeGuest } from '../platform/testing/guests';
import { makeRoom } from '../platform/testing/rest';
import { createTestApp, type TestApp } from '../platform/testing/test-app';
import { createSfuApp, type SfuApp } from './testing/meet-on-sfu';

let app: TestApp;
afterEach(() => app.close());

/** The rooms of the SFU; only checks make some here. */
const roomsOf = ({ livekit }: SfuApp) => [...livekit.rooms.keys()];

async function openApp(): Promise<SfuApp> {
  const made = await createSfuApp();
  app = made;
  return made;
}

test('a user gets a room of the SFU for one sender and one receiver, for a minute', async () => {
  const parley = await openApp();
  const { livekit } = parley;
  const ana = await parley.connect(await parley.register('Ana'));
  const answer = await ana.ask('sfu:check', {});
  if (answer.sfu !== 'ready') throw new Error('not ready');
  expect(roomsOf(parley)).toEqual([expect.stringMatching(/^check~/)]);
  const sender = await livekit.enter(answer.sender.token);
  const receiver = await livekit.enter(answer.receiver.token);
  // No names: LiveKit logs identities.
  expect([sender, receiver]).toEqual(['sender~check~1', 'receiver~check~1']);
  expect(livekit.sourcesOf(sender)).toEqual(['MICROPHONE', 'CAMERA']);
  expect(livekit.sourcesOf(receiver)).toEqual([]);
  await parley.scheduler.advance(60_000);
  await livekit.until(() => livekit.rooms.size === 0);
});

test('another check of a user ends the one before', async () => {
  const parley = await openApp();
  const { livekit } = parley;
  const ana = await parley.connect(await parley.register('Ana'));
  await ana.ask('sfu:check', {});
  const [first] = roomsOf(parley);
  await ana.ask('sfu:check', {});
  await livekit.until(() => livekit.rooms.size === 1);
  expect(roomsOf(parley)).not.toContain(first);
});

test('guests and clients that are signed out get none', async () => {
  const parley = await openApp();
  const ana = await parley.register('Ana');
  const code = await makeRoom(parley, ana);
  const guest = await parley.connect(await becomeGuest(parley, code, 'Gus'));
  const answer = await guest.send('sfu:check', {});
  expect(answer).toMatchObject({ ok: false, error: { code: 'ACCOUNT_REQUIRED' } });
  expect(parley.livekit.rooms.size).toBe(0);
});

test('a server without an SFU says so, and one whose SFU is dead says something else', async () => {
  const parley = await openApp();
  const ben = await parley.connect(await parley.register('Ben'));
  parley.livekit.delays.set('CreateRoom', parley.livekit.stop());
  expect(await ben.ask('sfu:check', {})).toEqual({ sfu: 'down' });
  await parley.close();
  app = await createTestApp();
  const ana = await app.connect(await app.register('Ana'));
  expect(await ana.ask('sfu:check', {})).toEqual({ sfu: 'none' });
});
