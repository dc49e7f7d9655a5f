import type { CommandInput, CommandName, EventName } from '@parley/shared/socket-events';
import { testMeetingContract } from '@parley/shared/testing/meeting-contract';
import { afterAll, beforeAll } from 'vitest';
import { makeRoom } from '../platform/testing/rest';
import {
  createTestApp,
  type TestApp,
  type TestSocket,
  type TestUser,
} from '../platform/testing/test-app';

let parley: TestApp;
beforeAll(async () => {
  parley = await createTestApp();
});
afterAll(() => parley.close());

testMeetingContract(() => ({
  async openRoom({ capacity }) {
    const owner = await parley.register('Owner');
    const users = new Map<string, Promise<TestUser>>();
    const userOf = (name: string): Promise<TestUser> => {
      const user = users.get(name) ?? parley.register(name);
      users.set(name, user);
      return user;
    };
    return {
      code: await makeRoom(parley, owner, { capacity }),
      connect: async (name) => clientOf(await parley.connect(await userOf(name))),
    };
  },
}));

function clientOf(socket: TestSocket) {
  return {
    request: async <C extends CommandName>(command: C, payload: CommandInput<C>) => {
      const result = await socket.send(command, payload);
      if (!result.ok) throw Object.assign(new Error(result.error.message), result.error);
      return result.data;
    },
    next: <E extends EventName>(event: E) => socket.next(event),
    count: (event: EventName) => socket.events.filter((seen) => seen.event === event).length,
    disconnect: () => socket.cut(),
  };
}
