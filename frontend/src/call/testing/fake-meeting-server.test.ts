import { type EventName, type EventPayload, socketEvents } from '@parley/shared/socket-events';
import { type ContractClient, testMeetingContract } from '@parley/shared/testing/meeting-contract';
import type { FakeChannel } from './fake-channel';
import { FakeMeetingServer } from './fake-meeting-server';

testMeetingContract(() => ({
  openRoom({ capacity }) {
    const server = new FakeMeetingServer();
    server.capacity = capacity;
    const channels = new Map<string, FakeChannel>();
    return Promise.resolve({
      code: server.code,
      connect(user) {
        const known = channels.get(user);
        const channel = known ? server.connectAgain(known) : server.connect();
        channels.set(user, channel);
        return Promise.resolve(clientOf(channel));
      },
    });
  },
}));

function clientOf(channel: FakeChannel): ContractClient {
  const arrived: { name: EventName; payload: unknown }[] = [];
  const waiting = new Set<() => void>();
  for (const name of Object.keys(socketEvents) as EventName[]) {
    channel.on(name, (payload) => {
      arrived.push({ name, payload });
      for (const wake of waiting) wake();
    });
  }
  return {
    request: (command, payload) => channel.request(command, payload),
    async next<E extends EventName>(event: E) {
      for (;;) {
        const index = arrived.findIndex(({ name }) => name === event);
        const [found] = index < 0 ? [] : arrived.splice(index, 1);
        if (found) return found.payload as EventPayload<E>;
        await new Promise<void>((resolve) => {
          waiting.add(resolve);
        });
      }
    },
    count: (event) => arrived.filter(({ name }) => name === event).length,
    disconnect: () => channel.cut(),
  };
}
