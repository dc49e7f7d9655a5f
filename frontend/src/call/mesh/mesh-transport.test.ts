import type { Participant } from '@parley/shared/participants';
import type { SignalSend } from '@parley/shared/signaling';
import { afterEach, expect, it } from 'vitest';
import { Refusal } from '../testing/fake-channel';
import { FakeTrack } from '../testing/fake-media';
import { rest } from '../testing/link-pair';
import { type FakeDescription, writeDescription } from '../testing/fake-description';
import { FakePeerConnection } from '../testing/fake-peer-connection';
import { MeshTransport } from './mesh-transport';

interface Mesh {
  transport: MeshTransport;
  connections: FakePeerConnection[];
  sent: SignalSend[];
  /** Participants that are gone: the server refuses signals to them. */
  gone: Set<string>;
  /** Whether the browser refuses to make more connections. */
  refusesConnections: boolean;
  /** How often it has emitted `answering`. */
  answers: number;
}

const meshes: Mesh[] = [];

/** Has so many candidates that its descriptions are long. */
class LongPeerConnection extends FakePeerConnection {
  override get localDescription(): FakeDescription | null {
    const description = super.localDescription;
    return description && { ...description, sdp: description.sdp.padEnd(9_000, ' ') };
  }
}

function createMesh(Connection = FakePeerConnection): Mesh {
  const connections: FakePeerConnection[] = [];
  const sent: SignalSend[] = [];
  const gone = new Set<string>();
  const transport = new MeshTransport(
    {
      sendSignal: (signal) => {
        sent.push(signal);
        return gone.has(signal.to)
          ? Promise.reject(new Refusal('NOT_A_MEMBER'))
          : Promise.resolve();
      },
      refreshIceServers: () => Promise.resolve(),
      reportMove: () => Promise.resolve(),
      refreshSfu: () => Promise.reject(new Error('no SFU')),
    },
    {
      createConnection: () => {
        if (mesh.refusesConnections) throw new DOMException('no more', 'UnknownError');
        const pc = new Connection();
        connections.push(pc);
        return pc as unknown as RTCPeerConnection;
      },
    },
  );
  const mesh: Mesh = { transport, connections, sent, gone, refusesConnections: false, answers: 0 };
  transport.events.on('answering', () => (mesh.answers += 1));
  meshes.push(mesh);
  return mesh;
}

function person(name: string, joinSeq: number, change: Partial<Participant> = {}): Participant {
  return {
    id: name,
    instanceId: `${name}-instance`,
    displayName: name,
    isOwner: false,
    role: 'participant',
    joinedAt: new Date(joinSeq).toISOString(),
    joinSeq,
    media: { microphone: true, camera: true, screen: false, hand: false },
    connection: 'connected',
    ...change,
  };
}

/** Delivers the signals of one mesh to another, like the server. */
async function carry(from: Mesh, sender: Participant, to: Mesh, fromLobby = false): Promise<void> {
  await rest();
  for (const { to: _, toInstance: __, ...signal } of from.sent.splice(0)) {
    const origin = { from: sender.id, fromInstance: sender.instanceId };
    to.transport.receive({ ...origin, ...(fromLobby && { fromLobby }), ...signal });
  }
  await rest();
}

const open = ({ connections }: Mesh): FakePeerConnection[] =>
  connections.filter(({ signalingState }) => signalingState !== 'closed');

afterEach(() => {
  for (const { transport } of meshes.splice(0)) transport.close();
});

it('MeshTransport prepares offers in the lobby and sends nothing', async () => {
  const mesh = createMesh();
  mesh.transport.preconnect([person('ann', 1), person('ben', 2)], false);
  await rest();

  expect(mesh.transport.takeOffers().map(({ to }) => to)).toEqual(['ann', 'ben']);
  expect(mesh.sent).toEqual([]);
});

it('MeshTransport has the camera tracks, but no audio, before it joins', async () => {
  const mesh = createMesh();
  const ann = person('ann', 1);
  mesh.transport.preconnect([ann], false);
  const tracks = mesh.transport.remote('ann')?.tracks;
  expect(Object.keys(tracks ?? {})).toEqual(['camera']);

  await rest();
  mesh.transport.takeOffers();
  mesh.transport.enter(person('me', 2), [ann]);
  expect(mesh.transport.remote('ann')?.tracks.camera).toBe(tracks?.camera);
});

it('MeshTransport closes the connection to a participant who has left', async () => {
  const mesh = createMesh();
  mesh.transport.preconnect([person('ann', 1), person('ben', 2)], false);
  mesh.transport.preconnect([person('ben', 2)], false);
  await rest();

  expect(open(mesh)).toHaveLength(1);
});

it('MeshTransport sends candidates after the join ack, and offers to participants without a join offer', async () => {
  const mesh = createMesh();
  mesh.transport.preconnect([person('ann', 1)], false);
  await rest();
  mesh.transport.takeOffers();
  mesh.connections[0]?.onicecandidate?.({ candidate: { candidate: 'candidate:1' } });
  expect(mesh.sent).toEqual([]);

  mesh.transport.enter(person('me', 3), [person('ann', 1), person('ben', 2)]);
  await rest();
  expect(mesh.connections).toHaveLength(2);
  expect(mesh.sent.map(({ to, description }) => [to, description?.type])).toEqual([
    ['ann', undefined],
    ['ben', 'offer'],
  ]);
});

it('MeshTransport takes only as many join offers as fit into one frame, and sends the others later', async () => {
  const mesh = createMesh(LongPeerConnection);
  const people = Array.from({ length: 8 }, (_, index) => person(`p${index}`, index + 1));
  mesh.transport.preconnect(people, false);
  await rest();
  const taken = mesh.transport.takeOffers();
  expect(taken).toHaveLength(5);

  mesh.transport.enter(person('me', 9), people);
  await rest();
  const followed = mesh.sent.filter(({ description }) => description?.type === 'offer');
  expect([...taken, ...followed].map(({ to }) => to)).toEqual(people.map(({ id }) => id));
});

it('MeshTransport passes new credentials to existing connections, polite or not', async () => {
  const mesh = createMesh();
  mesh.transport.enter(person('me', 2), [person('ann', 1), person('ben', 3)]);
  const servers = [{ urls: ['turn:turn.example.org'], username: 'later', credential: 'fresh' }];
  mesh.transport.configure(servers);

  expect(mesh.connections.map((pc) => pc.getConfiguration().iceServers)).toEqual([
    servers,
    servers,
  ]);
});

it('MeshTransport applies an answer that arrives before the join ack', async () => {
  const [newcomer, present] = [createMesh(), createMesh()];
  const [me, ann] = [person('me', 2), person('ann', 1)];
  present.transport.enter(ann, []);
  newcomer.transport.preconnect([ann], false);
  await rest();
  const [offer] = newcomer.transport.takeOffers();
  present.transport.join(me, offer);
  // The offer came with the join, so the transport does not ask for it.
  expect(present.sent).toEqual([]);
  expect(present.answers).toBe(1);
  await rest();
  for (const { to: _, toInstance: __, ...signal } of present.sent) {
    newcomer.transport.receive({ from: 'ann', fromInstance: ann.instanceId, ...signal });
  }
  await rest();

  expect(newcomer.connections[0]?.signalingState).toBe('stable');
});

it('MeshTransport keeps its connections when it resumes, except to participants who have left', async () => {
  const mesh = createMesh();
  const [me, ann, ben] = [person('me', 3), person('ann', 1), person('ben', 2)];
  mesh.transport.enter(me, [ann, ben]);
  const before = [...mesh.connections];
  mesh.transport.setOnline(false);
  mesh.transport.enter(me, [ann]);
  await rest();

  expect(mesh.connections).toEqual(before);
  expect(open(mesh)).toEqual([before[0]]);
});

it('MeshTransport makes a new connection to a new instance of a participant, which makes the offer', async () => {
  const mesh = createMesh();
  mesh.transport.enter(person('me', 3), [person('ann', 1)]);
  await rest();
  mesh.sent.length = 0;
  mesh.transport.join(person('ann', 4, { instanceId: 'another-instance' }));
  await rest();

  expect(mesh.connections).toHaveLength(2);
  expect(open(mesh)).toEqual([mesh.connections[1]]);
  expect(mesh.sent).toMatchObject([{ toInstance: 'another-instance', recreate: true }]);
});

it('MeshTransport makes new connections when it has joined again with another joinSeq', async () => {
  const mesh = createMesh();
  mesh.transport.enter(person('me', 3), [person('ann', 1)]);
  await rest();
  mesh.sent.length = 0;
  mesh.transport.enter(person('me', 5), [person('ann', 1)]);
  await rest();

  expect(open(mesh)).toEqual([mesh.connections[1]]);
  expect(mesh.sent.map(({ epoch, description }) => [epoch, description?.type])).toEqual([
    [1, 'offer'],
  ]);
});

it('MeshTransport ignores signals of instances that are not in the meeting', async () => {
  const mesh = createMesh();
  mesh.transport.enter(person('me', 3), [person('ann', 1)]);
  await rest();
  const candidate = { candidate: 'candidate:1' };
  mesh.transport.receive({ from: 'ann', fromInstance: 'old-instance', epoch: 9, candidate });
  mesh.transport.receive({ from: 'eve', fromInstance: 'eve-instance', epoch: 0, candidate });
  await rest();

  expect(mesh.connections).toHaveLength(1);
  expect(mesh.connections[0]?.log).toEqual(['setLocalDescription']);
});

it('MeshTransport preconnects with a lobby peer and sends no media until it has joined', async () => {
  const [lobby, present] = [createMesh(), createMesh()];
  const [me, ann] = [person('me', 2), person('ann', 1)];
  const track = new FakeTrack('audio') as unknown as MediaStreamTrack;
  for (const { transport } of [lobby, present]) transport.publish('microphone', track);
  present.transport.enter(ann, []);
  lobby.transport.preconnect([ann], true);
  await carry(lobby, me, present, true);
  await carry(present, ann, lobby);
  const sent = () =>
    [lobby, present].map(({ connections }) => connections[0]?.getTransceivers()[0]?.sender.track);
  expect(open(lobby)[0]?.signalingState).toBe('stable');
  expect(sent()).toEqual([null, null]);
  expect(present.answers).toBe(0);
  const directions = (mesh: Mesh) =>
    mesh.connections[0]?.getTransceivers().map((one) => one.currentDirection);
  // The lobby peer may send as soon as it has joined; earlier media is dropped.
  expect(directions(lobby)).toEqual(['sendrecv', 'sendrecv']);
  expect(directions(present)).toEqual(['sendonly', 'sendonly']);

  lobby.transport.enter(me, [ann]);
  present.sent.length = 0;
  present.transport.join(me);
  expect(present.answers).toBe(1);
  await rest();
  expect(sent()).toEqual([track, track]);
  expect(directions(present)).toEqual(['sendrecv', 'sendrecv']);
  expect(present.sent.filter(({ description }) => description)).toEqual([]);
  expect([lobby, present].map(({ connections }) => connections.length)).toEqual([1, 1]);
});

it('MeshTransport accepts no data channel, and from a lobby peer only microphone and camera', async () => {
  const present = createMesh();
  present.transport.enter(person('ann', 1), []);
  const from = { from: 'guest', fromInstance: 'guest-instance' };
  const offer = (version: number, ...kinds: string[]) => {
    const sections = kinds.map((kind, mid) => ({
      kind,
      mid: `${mid}`,
      direction: 'sendrecv' as const,
    }));
    return writeDescription({ type: 'offer', session: 9, version, ufrag: 'u', sections });
  };
  const offerFrom = async (version: number, ...kinds: string[]) => {
    const description = offer(version, ...kinds);
    present.transport.receive({ ...from, fromLobby: true, epoch: 0, description });
    await rest();
    return present.connections[0]?.log.length ?? 0;
  };
  expect(await offerFrom(1, 'audio', 'video', 'application')).toBe(0);
  expect(await offerFrom(2, 'audio', 'video', 'video')).toBe(0);
  expect(await offerFrom(3, 'audio', 'video')).toBe(2);

  present.transport.join(person('guest', 2));
  await rest();
  const joined = present.connections[0]?.log.length ?? 0;
  expect(await offerFrom(4, 'audio', 'video', 'application')).toBe(joined);
  expect(await offerFrom(5, ...Array.from({ length: 7 }, () => 'video'))).toBe(joined);
  expect(await offerFrom(6, 'audio', 'video', 'video')).toBe(joined + 2);

  const closed: string[] = [];
  const channel = { close: () => closed.push('closed') };
  const pc = present.connections[0] as unknown as RTCPeerConnection;
  pc.ondatachannel?.({ channel } as unknown as RTCDataChannelEvent);
  expect(closed).toEqual(['closed']);
});

it('MeshTransport closes preconnected links when the lobby peer or the server is gone', async () => {
  const [lobby, present] = [createMesh(), createMesh()];
  const [me, ann] = [person('me', 2), person('ann', 1)];
  present.transport.enter(ann, []);
  lobby.transport.preconnect([ann], true);
  await carry(lobby, me, present, true);
  present.transport.drop(me.id, me.instanceId);
  lobby.transport.setOnline(false);
  expect([...open(lobby), ...open(present)]).toEqual([]);
});

it('MeshTransport keeps preconnected links when its socket is back, except to lobby peers that have left', async () => {
  const present = createMesh();
  const ann = person('ann', 1);
  present.transport.enter(ann, []);
  for (const name of ['stays', 'goes']) {
    const lobbyPeer = createMesh();
    lobbyPeer.transport.preconnect([ann], true);
    await carry(lobbyPeer, person(name, 2), present, true);
  }
  for (const pc of present.connections) pc.setIceState('connected');
  present.transport.setOnline(false);
  present.sent.length = 0;
  present.gone.add('goes');
  present.transport.enter(ann, []);
  await rest();

  expect(present.sent.map(({ to }) => to)).toContain('stays');
  expect(open(present)).toEqual([present.connections[0]]);
});

it('MeshTransport preconnects with a limited number of lobby peers', async () => {
  const present = createMesh();
  present.transport.enter(person('ann', 1), []);
  for (let i = 0; i < 50; i += 1) {
    const from = { from: `guest${i}`, fromInstance: `instance-${i}`, fromLobby: true as const };
    present.transport.receive({ ...from, epoch: 0, candidate: { candidate: 'candidate:1' } });
  }
  await rest();
  expect(present.connections.length).toBeLessThan(10);
});

it('MeshTransport continues if the browser makes no connection to a lobby peer', async () => {
  const mesh = createMesh();
  mesh.transport.enter(person('ann', 1), []);
  mesh.refusesConnections = true;
  const from = { from: 'guest', fromInstance: 'instance', fromLobby: true as const };
  const candidate = { candidate: 'candidate:1' };
  mesh.transport.receive({ ...from, epoch: 0, candidate });
  expect(mesh.connections).toEqual([]);
  expect(() => mesh.transport.join(person('ben', 2))).toThrow('no more');
});
