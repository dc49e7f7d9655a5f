import { expect, test } from 'vitest';
import { flush, phaseOf, useTestClients } from '../testing/test-client';

const clients = useTestClients();

test('deleting the room ends the lobby and closes the devices', async () => {
  const client = clients.open();
  await client.session.enterLobby();
  expect(client.devices.live).toHaveLength(2);

  clients.server.deleteRoom();
  await flush();
  const { phase, endReason, presence } = client.session.snapshot.get();
  expect({ phase, endReason, presence }).toEqual({
    phase: 'ended',
    endReason: 'room_deleted',
    presence: null,
  });
  expect(client.devices.live).toEqual([]);
});

test('deleting the room ends the call', async () => {
  const client = await clients.join();
  clients.server.deleteRoom();
  await flush();
  expect(client.session.snapshot.get()).toMatchObject({
    phase: 'ended',
    endReason: 'room_deleted',
  });
  expect(client.devices.live).toEqual([]);
});

test('deleting the room after a leave makes a rejoin impossible', async () => {
  const client = await clients.join();
  await client.session.leave();
  clients.server.deleteRoom();
  await flush();
  expect(client.session.snapshot.get()).toMatchObject({
    phase: 'ended',
    endReason: 'room_deleted',
  });
});

test('deleting the room ends the wait for a seat', async () => {
  clients.server.capacity = 2;
  await clients.join();
  await clients.join();
  const late = await clients.join();
  expect(phaseOf(late)).toBe('full');
  clients.server.deleteRoom();
  await flush();
  expect(phaseOf(late)).toBe('ended');
});

test.each(['room:watch', 'meeting:join'] as const)(
  'a room deleted during a disconnect shows by the refusal of %s',
  async (command) => {
    const client = command === 'room:watch' ? clients.open() : await clients.join();
    if (command === 'room:watch') await client.session.enterLobby();
    client.channel.cut();
    clients.server.refusals.set(command, ['NOT_FOUND']);
    client.channel.restore();
    await flush();
    expect(client.session.snapshot.get()).toMatchObject({
      phase: 'ended',
      endReason: 'room_deleted',
    });
  },
);

test('a deleted room differs from a room that never existed', async () => {
  const client = clients.open();
  clients.server.refusals.set('room:watch', ['NOT_FOUND']);
  await client.session.enterLobby();
  expect(client.session.snapshot.get()).toMatchObject({
    phase: 'failed',
    error: { code: 'NOT_FOUND' },
  });
});

test('a new name or capacity of the room reaches participants and the lobby', async () => {
  const inside = await clients.join();
  const outside = clients.open();
  await outside.session.enterLobby();
  clients.server.changeRoom('Weekly', 3);
  await flush();
  const changed = { room: { name: 'Weekly' }, capacity: 3 };
  expect(inside.session.snapshot.get().meeting).toMatchObject(changed);
  expect(outside.session.snapshot.get().presence).toMatchObject(changed);
});
