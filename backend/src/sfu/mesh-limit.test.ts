import { afterEach, expect, test } from 'vitest';
import { makeRoom } from '../platform/testing/rest';
import { createTestApp, type TestApp } from '../platform/testing/test-app';
import { createSfuApp } from './testing/meet-on-sfu';

let app: TestApp;
afterEach(() => app.close());

/** What clients learn in the lobby and when they join. */
async function limits() {
  const ana = await app.register('Ana');
  const socket = await app.connect(ana);
  const code = await makeRoom(app, ana);
  const { meshLimit } = await socket.ask('room:watch', { code });
  const { route } = await socket.join(code);
  return { inLobby: meshLimit, inMeeting: route?.meshLimit };
}

test('clients learn how large a mesh may be, so that they load the code of the SFU in time', async () => {
  app = await createSfuApp({ env: { MESH_LIMIT: '3' } });
  expect(await limits()).toEqual({ inLobby: 3, inMeeting: 3 });
});

test('without an SFU they learn nothing of it, and load nothing', async () => {
  app = await createTestApp();
  expect(await limits()).toEqual({ inLobby: undefined, inMeeting: undefined });
});
