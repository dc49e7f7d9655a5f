import { expect, test, vi } from 'vitest';
import {
  commandsOf,
  flush,
  phaseOf,
  useTestClients,
  type TestClient,
} from '../testing/test-client';

const clients = useTestClients();
const MINUTE_MS = 60_000;

const errorOf = ({ session }: TestClient) => session.snapshot.get().error;
const joinsOf = (client: TestClient) =>
  commandsOf(client).filter((name) => name === 'meeting:join');
const seen = ({ session }: TestClient) => session.snapshot.get().remotes.length;

test('a browser that cannot make connections keeps the lobby but takes no seat, and does not retry', async () => {
  const host = await clients.join();
  const guest = clients.open();
  guest.transport.throwsOn.add('preconnect');
  await guest.session.enterLobby();
  expect([phaseOf(guest), errorOf(guest)]).toEqual(['lobby', null]);

  await guest.session.join();
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(phaseOf(guest)).toBe('failed');
  expect(errorOf(guest)).toMatchObject({ code: 'BROWSER' });
  expect(joinsOf(guest)).toEqual([]);
  expect(seen(host)).toBe(0);
  expect(guest.devices.live).toEqual([]);
});

test('a browser that throws after the join gives up its seat', async () => {
  const host = await clients.join();
  const guest = clients.open();
  guest.transport.throwsOn.add('enter');
  await guest.session.enterLobby();
  await guest.session.join();
  await vi.advanceTimersByTimeAsync(MINUTE_MS);

  expect(errorOf(guest)).toMatchObject({ code: 'BROWSER' });
  expect(joinsOf(guest)).toHaveLength(1);
  expect(clients.server.seats.size).toBe(1);
  expect(seen(host)).toBe(0);
});

test('a client leaves when its browser cannot connect to a new participant', async () => {
  const alone = clients.open();
  alone.transport.throwsOn.add('join');
  await alone.session.enterLobby();
  await alone.session.join();
  expect(phaseOf(alone)).toBe('live');

  const guest = await clients.join();
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(errorOf(alone)).toMatchObject({ code: 'BROWSER' });
  expect(seen(guest)).toBe(0);
});

test('a client leaves when its browser cannot recreate a lost connection', async () => {
  const [host, guest] = [await clients.join(), await clients.join()];
  host.transport.events.emit('failed', new DOMException('too many', 'UnknownError'));
  await flush();
  expect(errorOf(host)).toMatchObject({ code: 'BROWSER', message: 'too many' });
  expect(phaseOf(guest)).toBe('live');
  expect(seen(guest)).toBe(0);
});

test('the user can try again after the browser could not make connections', async () => {
  const client = clients.open();
  await clients.join();
  client.transport.throwsOn.add('enter');
  await client.session.enterLobby();
  await client.session.join();
  client.transport.throwsOn.clear();
  await client.session.rejoin();
  expect([phaseOf(client), seen(client)]).toEqual(['live', 1]);
});
