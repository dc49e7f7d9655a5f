import { expect, test, vi } from 'vitest';
import type { RemoteMedia } from '../media-transport';
import {
  type TestClient,
  commandsOf,
  flush,
  phaseOf,
  useTestClients,
} from '../testing/test-client';
import { FakeTrack } from '../testing/fake-media';

const clients = useTestClients();

/** The instance id that the client sent with `room:watch`. */
function instanceOf({ channel }: TestClient): string {
  const watch = channel.sent.find(({ command }) => command === 'room:watch');
  return (watch?.payload as { instanceId?: string } | undefined)?.instanceId ?? '';
}

test('the lobby shows who is in the room and preconnects, and sends nothing else', async () => {
  await clients.join();
  const client = clients.open();
  await client.session.enterLobby();

  const { phase, presence, self } = client.session.snapshot.get();
  expect(phase).toBe('lobby');
  expect(presence?.people).toHaveLength(1);
  expect(client.transport.people).toHaveLength(1);
  expect(self.microphone.on && self.camera.on).toBe(true);
  expect(commandsOf(client)).toEqual(['room:watch']);
});

test('the lobby lists the participants by name, so that joining only adds their media', async () => {
  const host = await clients.join();
  const client = clients.open();
  await client.session.enterLobby();
  const [early] = client.session.snapshot.get().remotes;
  expect(early).toMatchObject({ audioStream: null, cameraStream: null, initialConnect: 'new' });

  await client.session.join();
  const { remotes } = client.session.snapshot.get();
  expect(remotes.map(({ participant }) => participant.id)).toEqual([early?.participant.id]);
  expect(remotes[0]?.participant).toEqual(host.session.snapshot.get().self.participant);

  await client.session.leave();
  expect(client.session.snapshot.get().remotes).toEqual([]);
});

test('the lobby attaches video before it arrives, and plays no audio', async () => {
  const host = await clients.join();
  const client = clients.open();
  await client.session.enterLobby();
  const { id } = host.session.snapshot.get().self.participant ?? { id: '' };
  const arriving = { microphone: new FakeTrack('audio'), camera: new FakeTrack('video') };
  client.transport.media.set(id, {
    tracks: arriving as unknown as RemoteMedia['tracks'],
    initialConnect: 'connected',
    quality: { quality: 'poor', cause: null },
    fingerprints: null,
  });
  client.transport.events.emit('remoteChanged', id);
  const [early] = client.session.snapshot.get().remotes;
  expect(early?.cameraStream?.getTracks()).toEqual([arriving.camera]);
  expect(early).toMatchObject({ audioStream: null, initialConnect: 'new', quality: 'unknown' });

  await client.session.join();
  const [joined] = client.session.snapshot.get().remotes;
  expect(joined?.cameraStream).toBe(early?.cameraStream);
  expect(joined?.audioStream?.getTracks()).toEqual([arriving.microphone]);
});

test('a join removes the video of a participant whose camera turns out to be off', async () => {
  const host = await clients.join();
  await host.session.media.set('camera', false);
  const client = clients.open();
  await client.session.enterLobby();
  const { id } = host.session.snapshot.get().self.participant ?? { id: '' };
  client.transport.media.set(id, {
    tracks: { camera: new FakeTrack('video') as unknown as MediaStreamTrack },
    initialConnect: 'new',
    quality: { quality: 'unknown', cause: null },
    fingerprints: null,
  });
  client.transport.events.emit('remoteChanged', id);
  expect(client.session.snapshot.get().remotes[0]?.cameraStream).not.toBeNull();
  await client.session.join();
  expect(client.session.snapshot.get().remotes[0]?.cameraStream).toBeNull();
});

test('offers to the present participants travel with the join', async () => {
  const host = await clients.join();
  await clients.join();
  await flush();

  expect(host.transport.firstOffers).toEqual([
    { epoch: 0, description: { type: 'offer', sdp: 'v=0' } },
  ]);
  expect(host.session.snapshot.get().remotes).toHaveLength(1);
});

test('a client does not preconnect before it knows the ICE servers', async () => {
  await clients.join();
  clients.server.refusals.set('room:watch', ['TIMEOUT']);
  const client = clients.open();
  await client.session.enterLobby();
  client.channel.deliver('room:changed', clients.server.presence());
  await flush();
  expect(client.session.snapshot.get().presence?.people).toHaveLength(1);
  expect(client.transport.people).toEqual([]);

  await vi.advanceTimersByTimeAsync(5_000);
  expect(client.transport.people).toHaveLength(1);
});

test('a client does not preconnect to a meeting that is too large for a mesh, but loads what it needs', async () => {
  clients.server.meshLimit = 2;
  for (let count = 0; count < 2; count += 1) await clients.join();
  const third = clients.open();
  await third.session.enterLobby();
  expect(third.transport.people).toHaveLength(2);
  await clients.join();
  const fourth = clients.open();
  await fourth.session.enterLobby();
  expect(fourth.transport.people).toHaveLength(0);
  expect(fourth.transport.anticipated).toEqual({ people: 4, meshLimit: 2 });
});

test('whoever makes a meeting too large for a mesh keeps the connections that its offers belong to', async () => {
  clients.server.meshLimit = 1;
  await clients.join();
  const client = clients.open();
  await client.session.enterLobby();
  const joining = client.session.join();
  const { people, ...room } = clients.server.presence();
  const own = {
    id: client.channel.accountId,
    instanceId: instanceOf(client),
    displayName: 'Me',
  };
  const another = { id: 'f'.repeat(24), instanceId: 'f'.repeat(32), displayName: 'Dan' };
  client.channel.deliver('room:changed', { ...room, people: [...people, own] });
  expect(client.transport.people).toHaveLength(1);
  client.channel.deliver('room:changed', { ...room, people: [...people, own, another] });
  await joining;
  expect(client.transport.calls).not.toContain('preconnect 0');
});

test('a client does not preconnect to its own seat, which it may see before the ack', async () => {
  await clients.join();
  const client = clients.open();
  await client.session.enterLobby();
  const joining = client.session.join();
  const instanceId = instanceOf(client);
  const { people, ...room } = clients.server.presence();
  const own = { id: client.channel.accountId, instanceId, displayName: 'Me' };
  client.channel.deliver('room:changed', { ...room, people: [...people, own] });
  expect(client.session.snapshot.get().remotes).toHaveLength(1);
  await joining;
  expect(client.transport.calls.filter((call) => call.startsWith('preconnect'))).not.toContain(
    'preconnect 2',
  );
});

test('a screen cannot be shared in the lobby', async () => {
  const client = clients.open();
  await client.session.enterLobby();
  await client.session.media.startScreenShare();
  expect(client.session.snapshot.get().self.screen.on).toBe(false);
  expect(client.devices.live.map(({ deviceId }) => deviceId)).not.toContain('screen');
});

test('an outage of more than three seconds shows as an error until the server is back, also while joining', async () => {
  const client = clients.open();
  const errorOf = () => client.session.snapshot.get().error?.code;
  client.channel.cut();
  await client.session.enterLobby();
  expect(errorOf()).toBeUndefined();
  await vi.advanceTimersByTimeAsync(2_000);
  client.channel.cut();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(errorOf()).toBe('NETWORK');

  void client.session.join();
  expect([phaseOf(client), errorOf()]).toEqual(['joining', 'NETWORK']);
  client.channel.restore();
  await flush();
  expect([phaseOf(client), errorOf()]).toEqual(['live', undefined]);
});

test('an outage of two seconds shows no error, and an error disappears once a retry succeeds', async () => {
  const client = clients.open();
  await client.session.enterLobby();
  client.channel.cut();
  await vi.advanceTimersByTimeAsync(2_000);
  clients.server.refusals.set('room:watch', ['RATE_LIMITED']);
  client.channel.restore();
  await flush();
  expect(client.session.snapshot.get().error?.code).toBe('RATE_LIMITED');

  await vi.advanceTimersByTimeAsync(5_000);
  expect(client.session.snapshot.get().error).toBeNull();
  expect(phaseOf(client)).toBe('lobby');
});

test('a code without a room makes the call fail', async () => {
  clients.server.refusals.set('room:watch', ['NOT_FOUND']);
  const client = clients.open();
  await client.session.enterLobby();

  expect(phaseOf(client)).toBe('failed');
  expect(client.session.snapshot.get().error?.code).toBe('NOT_FOUND');
});

/** A client whose browser prompts for permission; until the answer it hides the device labels. */
function askingClient(): TestClient {
  const client = clients.open();
  client.devices.isAsking = true;
  client.devices.devices = client.devices.devices.map((one) => ({ ...one, label: '' }));
  void client.session.enterLobby();
  return client;
}

test('a permission prompt does not delay the join, and a late answer follows the on/off buttons', async () => {
  const client = askingClient();
  await flush();
  await client.session.join();
  expect(phaseOf(client)).toBe('live');
  expect(client.channel.sent.findLast(({ command }) => command === 'meeting:join')).toMatchObject({
    payload: { media: { microphone: false, camera: false } },
  });

  await client.session.media.set('microphone', false);
  client.devices.answer();
  await flush();
  expect(client.transport.published.get('camera')).toBeDefined();
  expect(client.channel.sent.at(-1)).toMatchObject({
    command: 'participant:update',
    payload: { camera: true },
  });
  expect(client.transport.published.get('microphone')?.enabled).toBe(false);
});

test('a permission prompt does not delay a rejoin', async () => {
  const client = askingClient();
  await flush();
  await client.session.join();
  await client.session.leave();
  await client.session.rejoin();
  expect(phaseOf(client)).toBe('live');

  client.devices.answer();
  await flush();
  expect(client.devices.live.map(({ kind }) => kind).sort()).toEqual(['audio', 'video']);
});
