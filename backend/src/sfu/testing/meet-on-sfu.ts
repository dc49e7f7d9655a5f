import { makeRoom } from '../../platform/testing/rest';
import { createScheduledApp, type ScheduledApp } from '../../platform/testing/scheduled-app';
import type { TestAppOptions, TestSocket, TestUser } from '../../platform/testing/test-app';
import { FakeLivekit } from './fake-livekit';

/** A server with a fake LiveKit; a third participant makes a meeting move. */
export interface SfuApp extends ScheduledApp {
  readonly livekit: FakeLivekit;
}

export async function createSfuApp(options: TestAppOptions = {}): Promise<SfuApp> {
  const livekit = await FakeLivekit.start();
  const env = { ...livekit.variables, MESH_LIMIT: '2', ...options.env };
  const app = await createScheduledApp({ ...options, env });
  await livekit.until(() => livekit.calls.includes('ListRooms'));
  return {
    ...app,
    livekit,
    close: async (how) => {
      await app.close(how);
      await livekit.stop();
    },
  };
}

/** A participant of a meeting with an SFU. */
export interface SfuClient {
  readonly user: TestUser;
  readonly socket: TestSocket;
  readonly id: string;
  readonly instanceId: string;
}

/** Ana, who owns the room, Ben and Cem join one after another. */
export async function meetThree(app: SfuApp): Promise<{ code: string; clients: SfuClient[] }> {
  const users = [await app.register('Ana'), await app.register('Ben'), await app.register('Cem')];
  const [ana] = users;
  if (ana === undefined) throw new Error('nobody');
  const code = await makeRoom(app, ana);
  const clients: SfuClient[] = [];
  for (const user of users) {
    const socket = await app.connect(user);
    const { self } = await socket.join(code);
    clients.push({ user, socket, id: self.id, instanceId: self.instanceId });
  }
  return { code, clients };
}

/** Every client enters the SFU and confirms each step. @returns their identities and tokens there */
export async function moveToSfu(app: SfuApp, clients: readonly SfuClient[]) {
  const entered: { gen: number; token: string; identity: string }[] = [];
  for (const { socket } of clients) {
    const { gen, access } = await socket.next('move:started');
    const token = access?.token ?? '';
    entered.push({ gen, token, identity: await app.livekit.enter(token) });
  }
  for (const step of ['proved', 'switched'] as const) {
    for (const [index, { socket }] of clients.entries()) {
      await socket.ask('move:confirm', { gen: entered[index]?.gen ?? 0, step });
    }
  }
  for (const { socket } of clients) await socket.next('move:settled', ({ isDone }) => isDone);
  return entered;
}
