import { expect, test, vi } from 'vitest';
import type { ConnectionStatistics } from '../quality/statistics';
import { commandsOf, flush, phaseOf, useTestClients } from '../testing/test-client';

const clients = useTestClients();

test('a new participant is shown a quarter of a second late, so that the answer to their offer comes first', async () => {
  const host = await clients.join();
  const shown = () => host.session.snapshot.get().remotes.length;
  const { events } = host.transport;

  events.emit('answering');
  await clients.join();
  await flush();
  expect(shown()).toBe(0);
  events.emit('progress', 'connected');
  await vi.advanceTimersByTimeAsync(249);
  expect(shown()).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(shown()).toBe(1);

  events.emit('answering');
  await clients.join();
  await vi.advanceTimersByTimeAsync(200);
  events.emit('answering');
  expect(shown()).toBe(1);
  await vi.advanceTimersByTimeAsync(50);
  expect(shown()).toBe(2);
});

test('a leave shows at once, even while rendering waits for an answer', async () => {
  const host = await clients.join();
  host.transport.events.emit('answering');
  await host.session.leave();
  expect(phaseOf(host)).toBe('left');
});

test('a camera that was turned off leaves no last video frame', async () => {
  const [host, guest] = [await clients.join(), await clients.join()];
  await flush();
  expect(host.session.snapshot.get().remotes[0]?.cameraStream).not.toBeNull();

  await guest.session.media.set('camera', false);
  await flush();
  const [remote] = host.session.snapshot.get().remotes;
  expect(remote?.participant.media.camera).toBe(false);
  expect(remote?.cameraStream).toBeNull();
  expect(host.transport.media.get(remote?.participant.id ?? '')?.tracks.camera).toBeDefined();
  expect(guest.transport.published.has('camera')).toBe(false);
  expect(guest.devices.live.map(({ kind }) => kind)).toEqual(['audio']);
});

test('muting takes effect at once, keeps the microphone open and reaches the other participants', async () => {
  const [host, guest] = [await clients.join(), await clients.join()];
  await flush();
  void guest.session.media.set('microphone', false);

  expect(guest.devices.live.find(({ kind }) => kind === 'audio')?.enabled).toBe(false);
  expect(guest.session.snapshot.get().self.microphone.on).toBe(false);
  await flush();
  expect(host.session.snapshot.get().remotes[0]?.participant.media.microphone).toBe(false);
});

test('a client reports its connections once they have been measured, and again after another join', async () => {
  const client = await clients.join();
  const reports = () => commandsOf(client).filter((command) => command === 'connection:report');
  const pair = { kind: 'direct', roundTripTime: 40 };
  client.transport.current = {
    connections: [{ participantId: 'b', candidatePair: pair } as ConnectionStatistics],
    streams: [],
  };
  const measure = () => {
    for (let sample = 0; sample < 15; sample += 1) {
      client.transport.events.emit('statisticsUpdated');
    }
  };
  measure();
  measure();
  await flush();
  expect(reports()).toHaveLength(1);
  await client.session.leave();
  await client.session.rejoin();
  measure();
  expect(reports()).toHaveLength(2);
});

test('a raised hand keeps the streams of the participant', async () => {
  const [host, guest] = [await clients.join(), await clients.join()];
  await flush();
  const before = host.session.snapshot.get().remotes[0];
  guest.session.media.setHand(true);
  await flush();

  const after = host.session.snapshot.get().remotes[0];
  expect(after?.participant.media.hand).toBe(true);
  expect(after?.cameraStream).toBe(before?.cameraStream);
  expect(after?.audioStream).toBe(before?.audioStream);
});

test('a screen share that the browser ends, ends for all participants', async () => {
  const [host, guest] = [await clients.join(), await clients.join()];
  await guest.session.media.startScreenShare();
  await flush();
  expect(host.session.snapshot.get().remotes[0]?.participant.media.screen).toBe(true);

  guest.devices.live.find(({ deviceId }) => deviceId === 'screen')?.end();
  await flush();
  expect(guest.session.snapshot.get().self.screen.on).toBe(false);
  expect(host.session.snapshot.get().remotes[0]?.participant.media.screen).toBe(false);
});

test('the end of the meeting closes the devices', async () => {
  const client = await clients.join();
  clients.server.end();
  await flush();

  expect(client.session.snapshot.get()).toMatchObject({
    phase: 'ended',
    endReason: 'room_deleted',
    meeting: null,
  });
  expect(client.devices.live).toEqual([]);
});

test('a disposed session leaves nothing open', async () => {
  const client = await clients.join();
  await client.session.media.startScreenShare();
  client.session.dispose();
  client.session.dispose();
  await flush();

  expect(client.devices.live).toEqual([]);
  expect(client.channel.listenerCount).toBe(0);
  expect(client.transport.calls).toContain('close');
  expect(clients.server.seats.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test('a leave during a join gives up the seat', async () => {
  const client = clients.open();
  await client.session.enterLobby();
  void client.session.join();
  await client.session.leave();
  await flush();

  expect(phaseOf(client)).toBe('left');
  expect(clients.server.seats.size).toBe(0);
});

test('audio of a microphone that is off is not played, and its stream is kept', async () => {
  const [host, guest] = [await clients.join(), await clients.join()];
  await flush();
  const remote = () => host.session.snapshot.get().remotes[0];
  const id = remote()?.participant.id ?? '';
  const microphone = () => host.transport.media.get(id)?.tracks.microphone;
  const stream = remote()?.audioStream;
  expect(microphone()?.enabled).toBe(true);

  await guest.session.media.set('microphone', false);
  await flush();
  expect(microphone()?.enabled).toBe(false);
  expect(remote()?.audioStream).toBe(stream);

  await guest.session.media.set('microphone', true);
  await flush();
  expect(microphone()?.enabled).toBe(true);
  expect(remote()?.audioStream).toBe(stream);
});

test('the number of users in the lobby is shown during the meeting', async () => {
  const host = await clients.join();
  const count = () => host.session.snapshot.get().inLobby;
  expect(count()).toBe(0);
  host.channel.deliver('lobby:changed', { count: 2 });
  await flush();
  expect(count()).toBe(2);
  await host.session.leave();
  expect(count()).toBe(0);
});
