import { expect, test, vi } from 'vitest';
import { commandsOf, flush, phaseOf, useTestClients } from '../testing/test-client';

const clients = useTestClients();

test('a client resumes its seat and keeps its peer connections', async () => {
  const [host, guest] = [await clients.join(), await clients.join()];
  await flush();
  const stream = guest.session.snapshot.get().remotes[0]?.cameraStream;
  guest.channel.cut();
  expect(phaseOf(guest)).toBe('reconnecting');
  await flush();
  expect(host.session.snapshot.get().remotes[0]?.participant.connection).toBe('reconnecting');

  guest.channel.restore();
  await flush();
  expect(phaseOf(guest)).toBe('live');
  expect(guest.transport.calls).not.toContain('reset');
  expect(guest.session.snapshot.get().remotes[0]?.cameraStream).toBe(stream);
  expect(host.session.snapshot.get().remotes[0]?.participant.connection).toBe('connected');
  expect(host.transport.calls).not.toContain('drop');
});

test('a client retries to resume while the server is busy', async () => {
  const client = await clients.join();
  clients.server.refusals.set('meeting:join', ['UNAVAILABLE', 'BUSY', 'TIMEOUT', 'RATE_LIMITED']);
  client.channel.cut();
  client.channel.restore();
  await flush();
  expect(phaseOf(client)).toBe('reconnecting');
  expect(client.session.snapshot.get().error?.code).toBe('UNAVAILABLE');

  await vi.advanceTimersByTimeAsync(20_000);
  expect(phaseOf(client)).toBe('live');
  expect(client.session.snapshot.get().error).toBeNull();
});

test('a media state that changed during a disconnect is sent with the resume', async () => {
  const [host, guest] = [await clients.join(), await clients.join()];
  await flush();
  guest.channel.cut();
  await guest.session.media.set('microphone', false);
  guest.channel.restore();
  await flush();

  expect(host.session.snapshot.get().remotes[0]?.participant.media.microphone).toBe(false);
});

test('the command of the resume is known in advance, so that it can travel with the handshake', async () => {
  const client = await clients.join();
  expect(client.session.nextCommand()).toBeNull();
  client.channel.cut();
  const next = client.session.nextCommand();
  expect(next?.command).toBe('meeting:join');
  client.channel.restore();
  await flush();
  expect(client.channel.sent).toContainEqual(next);
});

test('a resume in a deleted room ends the call', async () => {
  const client = await clients.join();
  clients.server.refusals.set('meeting:join', ['NOT_FOUND']);
  client.channel.cut();
  client.channel.restore();
  await flush();

  expect(phaseOf(client)).toBe('ended');
  expect(client.devices.live).toEqual([]);
});

const seatOf = (client: Awaited<ReturnType<typeof clients.join>>) => {
  const { meeting, self } = client.session.snapshot.get();
  return { meetingId: meeting?.id, instanceId: self.participant?.instanceId };
};

test('a leave during a disconnect is passed on once, and not sent after the reconnect', async () => {
  const client = await clients.join();
  const seat = seatOf(client);
  client.channel.cut();
  await client.session.leave();
  client.channel.restore();
  await flush();
  expect(client.undeliveredLeaves).toEqual([seat]);
  expect(commandsOf(client).filter((one) => one === 'meeting:leave')).toEqual([]);
});

test('a leave on a dead socket, or on a new one without the seat, is passed on', async () => {
  const silent = await clients.join();
  const early = await clients.join();
  const seats = [seatOf(silent), seatOf(early)];
  clients.server.refusals.set('meeting:leave', ['TIMEOUT']);
  await silent.session.leave();
  clients.server.refusals.set('meeting:join', ['BUSY']);
  early.channel.reconnect();
  await flush();
  clients.server.seats.clear();
  await early.session.leave();
  expect([...silent.undeliveredLeaves, ...early.undeliveredLeaves]).toEqual(seats);
});

test('a delivered leave, or one of a replaced client, is not passed on', async () => {
  const [heard, replaced] = [await clients.join(), await clients.join()];
  await heard.session.leave();
  await clients.join(clients.server.connectAgain(replaced.channel));
  await flush();
  replaced.channel.cut();
  await replaced.session.leave();
  expect([...heard.undeliveredLeaves, ...replaced.undeliveredLeaves]).toEqual([]);
});

test('a client that the mesh cannot hold joins by itself as soon as the meeting has moved', async () => {
  await clients.join();
  clients.server.waitFor('move');
  const guest = await clients.join();
  expect(phaseOf(guest)).toBe('full');
  expect(guest.session.snapshot.get().presence?.waitsFor).toBe('move');
  clients.server.waitFor('sfu');
  await flush();
  expect(phaseOf(guest)).toBe('full');

  clients.server.waitFor(undefined);
  await flush();
  expect(phaseOf(guest)).toBe('live');
});

test('a client joins a full room by itself as soon as a seat is free', async () => {
  clients.server.capacity = 1;
  const host = await clients.join();
  const guest = await clients.join();
  expect(phaseOf(guest)).toBe('full');

  await host.session.leave();
  await flush();
  expect(phaseOf(guest)).toBe('live');
});

test('a client asks for a seat less and less often while other clients are faster', async () => {
  clients.server.capacity = 1;
  const host = await clients.join();
  const guest = await clients.join();
  clients.server.refusals.set(
    'meeting:join',
    Array.from({ length: 40 }, () => 'ROOM_FULL' as const),
  );
  await host.session.leave();
  await vi.advanceTimersByTimeAsync(10_000);

  expect(phaseOf(guest)).toBe('full');
  expect(commandsOf(guest).filter((one) => one === 'meeting:join').length).toBeLessThan(10);
});

test('a client whose lease expired waits for a seat in a full room', async () => {
  clients.server.capacity = 1;
  const guest = await clients.join();
  guest.channel.cut();
  clients.server.expire(guest.channel);
  const other = await clients.join();
  guest.channel.restore();
  await flush();
  expect(phaseOf(guest)).toBe('full');

  await other.session.leave();
  await flush();
  expect(phaseOf(guest)).toBe('live');
});

test('a replaced client closes its devices and sends nothing any more', async () => {
  const client = await clients.join();
  await clients.join(clients.server.connectAgain(client.channel));
  await flush();
  expect(phaseOf(client)).toBe('replaced');
  expect(client.devices.live).toEqual([]);

  const sent = client.channel.sent.length;
  client.channel.cut();
  client.channel.restore();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(client.channel.sent).toHaveLength(sent);
  expect(phaseOf(client)).toBe('replaced');
});

test('a client that was replaced during a disconnect does not take the seat back by itself', async () => {
  const replaced = await clients.join();
  replaced.channel.cut();
  const newer = await clients.join(clients.server.connectAgain(replaced.channel));
  replaced.channel.restore();
  await vi.advanceTimersByTimeAsync(120_000);
  expect([phaseOf(replaced), phaseOf(newer)]).toEqual(['replaced', 'live']);
  expect(replaced.devices.live).toEqual([]);

  await replaced.session.rejoin();
  await flush();
  expect([phaseOf(replaced), phaseOf(newer)]).toEqual(['live', 'replaced']);
});

test('a rejoin of a replaced client replaces the other client', async () => {
  const client = await clients.join();
  const other = await clients.join(clients.server.connectAgain(client.channel));
  await flush();
  await client.session.rejoin();
  await flush();

  expect(phaseOf(client)).toBe('live');
  expect(phaseOf(other)).toBe('replaced');
  expect(clients.server.seats.size).toBe(1);
});

test('changes of names and of the room appear during the meeting', async () => {
  const host = await clients.join();
  const client = await clients.join();
  const { self, meeting, remotes } = client.session.snapshot.get();
  const [other] = remotes;
  if (!self.participant || !meeting || !other) throw new Error('not in the meeting');

  const rest = { media: other.participant.media, connection: 'connected' } as const;
  const renamed = { ...self.participant, ...rest, displayName: 'Zoe', nameNumber: 2 };
  const otherRenamed = { ...other.participant, displayName: 'Yan' };
  for (const participant of [renamed, otherRenamed]) {
    client.channel.deliver('participant:updated', { participant });
  }
  const room = { ...meeting.room, name: 'Another name' };
  client.channel.deliver('meeting:updated', { meeting: { ...meeting, room, capacity: 3 } });
  await flush();

  const now = client.session.snapshot.get();
  expect(now.self.participant).toMatchObject({ displayName: 'Zoe', nameNumber: 2 });
  expect(now.remotes.map(({ participant }) => participant.displayName)).toEqual(['Yan']);
  // A move to the SFU waits for what participants send, so the transport has to know it.
  expect(client.transport.calls).toContain('update Yan');
  expect(now.meeting).toMatchObject({ room: { name: 'Another name' }, capacity: 3 });
  expect(host.session.snapshot.get().phase).toBe('live');
});

test('a leave while a rejoin opens the devices is final', async () => {
  const client = await clients.join();
  await client.session.leave();
  const rejoining = client.session.rejoin();
  await client.session.leave();
  await rejoining;
  await flush();
  expect(phaseOf(client)).toBe('left');
  expect(clients.server.seats.size).toBe(0);
  expect(client.devices.live).toEqual([]);
});
