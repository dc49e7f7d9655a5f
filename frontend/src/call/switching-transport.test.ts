import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EncryptionError } from '../core/room-key';
import type { MoveEvent, TransportContext } from './media-transport';
import { readStatsSample } from './quality/stats-sample';
import { SwitchingTransport } from './switching-transport';
import { senderNamed } from './testing/fake-call';
import { FakeTrack } from './testing/fake-media';
import { FakePlane } from './testing/fake-plane';
import { FakeTransport } from './testing/fake-transport';

const LOOK_MS = 150;

/** The server has no SFU at the moment. */
class AwayError extends Error {
  readonly code = 'NOT_FOUND';
}

/** A client in a meeting with Ben and Cem. */
class Story {
  readonly reports: string[] = [];
  readonly planes: FakePlane[] = [];
  readonly mesh: FakeTransport;
  readonly transport: SwitchingTransport;
  refusal: Error | null = null;
  /** What creating a plane fails with. */
  loadError: Error | null = null;
  refreshed = 0;
  /** How often the code of the SFU was asked for. */
  loads = 0;
  isSfuAway = false;

  constructor() {
    const context: TransportContext = {
      sendSignal: () => Promise.resolve(),
      refreshIceServers: () => Promise.resolve(),
      reportMove: (gen, step) => {
        this.reports.push(`${step} ${gen}`);
        return Promise.resolve();
      },
      refreshSfu: () => {
        this.refreshed += 1;
        if (this.isSfuAway) return Promise.reject(new AwayError());
        return Promise.resolve({ path: '/sfu', token: `again ${this.refreshed}` });
      },
    };
    this.mesh = new FakeTransport(context);
    this.transport = new SwitchingTransport(context, this.mesh, () => {
      this.loads += 1;
      return Promise.resolve(() => {
        if (this.loadError) return Promise.reject(this.loadError);
        const plane = new FakePlane();
        plane.refusal = this.refusal;
        this.planes.push(plane);
        return Promise.resolve(plane);
      });
    });
  }

  get plane(): FakePlane {
    const plane = this.planes.at(-1);
    if (!plane) throw new Error('no plane yet');
    return plane;
  }

  enter(): this {
    const camera = new FakeTrack('video') as unknown as MediaStreamTrack;
    this.transport.publish('camera', camera);
    this.transport.enter(senderNamed('me'), [senderNamed('ben'), senderNamed('cem')]);
    return this;
  }

  async event<N extends MoveEvent['name']>(
    name: N,
    payload: Extract<MoveEvent, { name: N }>['payload'],
  ): Promise<void> {
    this.transport.follow({ name, payload } as MoveEvent);
    await this.look();
  }

  startMove = (gen = 5): Promise<void> =>
    this.event('move:started', {
      gen,
      to: 'sfu',
      access: { path: '/sfu', token: `t${gen}` },
      deadlineMs: 10_000,
    });

  async look(): Promise<void> {
    await vi.advanceTimersByTimeAsync(LOOK_MS);
  }

  /** Both others send on the SFU. */
  async receiveAll(): Promise<void> {
    for (const id of ['ben', 'cem']) this.plane.receive(id);
    await this.look();
  }

  /** Whether the camera of a participant is shown from the SFU. */
  isOnSfu(id: string): boolean {
    const shown = this.transport.remote(id)?.tracks.camera;
    return shown !== undefined && shown === this.planes.at(-1)?.tracks(id).camera;
  }
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('a move sends on both routes, proves the new one, shows it, and then closes the mesh', async () => {
  const story = new Story().enter();
  await story.startMove();
  expect(story.plane.published.has('camera')).toBe(true);
  story.plane.receive('ben');
  await story.look();
  expect(story.reports).toEqual([]);
  await story.receiveAll();
  expect(story.reports).toEqual(['proved 5']);
  // Nothing is shown before everybody has proved it.
  expect(story.isOnSfu('ben')).toBe(false);
  await story.event('move:switched', { gen: 5 });
  expect([story.isOnSfu('ben'), story.isOnSfu('cem')]).toEqual([true, true]);
  await story.look();
  expect(story.reports).toEqual(['proved 5', 'switched 5']);
  expect(story.mesh.calls).not.toContain('drop');
  await story.event('move:settled', { gen: 5, ids: ['me', 'ben'], isDone: false });
  expect(story.mesh.calls.filter((call) => call === 'drop')).toHaveLength(1);
  await story.event('move:settled', { gen: 5, ids: ['me', 'ben', 'cem'], isDone: true });
  expect(story.mesh.remote('cem')).toBeNull();
  expect(story.isOnSfu('cem')).toBe(true);
  story.transport.close();
});

test('an SFU that cannot be reached is reported, and the mesh goes on untouched', async () => {
  const story = new Story().enter();
  story.refusal = new Error('unreachable');
  await story.startMove();
  expect(story.reports).toEqual(['unreachable 5']);
  await story.event('move:aborted', { gen: 5, reason: 'unreachable' });
  expect(story.transport.remote('ben')).toBe(story.mesh.remote('ben'));
  expect(story.mesh.calls).not.toContain('drop');
  story.transport.close();
});

test('a client that cannot reach the SFU knows it, and forgets it when a later move works', async () => {
  const story = new Story().enter();
  story.refusal = new Error('unreachable');
  await story.startMove(5);
  await story.event('move:aborted', { gen: 5, reason: 'unreachable' });
  expect(story.transport.route).toEqual({ kind: 'mesh', trouble: 'unreachable' });
  story.refusal = null;
  await story.startMove(6);
  expect(story.transport.route).toEqual({ kind: 'mesh', trouble: null });
  story.transport.close();
});

test('a client learns from the server that there is no SFU, until there is one or the meeting returns', async () => {
  const story = new Story();
  const access = { path: '/sfu', token: 't7' };
  story.transport.enter(senderNamed('me'), [senderNamed('ben')], { route: 'sfu', gen: 7, access });
  await story.look();
  story.plane.receive('ben');
  await story.look();
  const changes: unknown[] = [];
  story.transport.events.on('routeChanged', () => changes.push(story.transport.route));
  story.isSfuAway = true;
  story.plane.events.emit('lost');
  await vi.advanceTimersByTimeAsync(2_000);
  story.isSfuAway = false;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(changes).toEqual([
    { kind: 'sfu', trouble: 'away' },
    { kind: 'sfu', trouble: null },
  ]);
  story.isSfuAway = true;
  story.plane.events.emit('lost');
  await vi.advanceTimersByTimeAsync(2_000);
  await story.event('move:started', { gen: 8, to: 'mesh', deadlineMs: 10_000 });
  expect(story.transport.route.trouble).toBeNull();
  story.transport.close();
});

test('a move that is aborted while some have switched restores the mesh', async () => {
  const story = new Story().enter();
  await story.startMove();
  await story.receiveAll();
  await story.event('move:switched', { gen: 5 });
  await story.event('move:settled', { gen: 5, ids: ['me', 'ben'], isDone: false });
  const changed = vi.fn();
  story.transport.events.on('remoteChanged', changed);
  await story.event('move:aborted', { gen: 5, reason: 'deadline' });
  expect(story.plane.calls.at(-1)).toBe('close');
  expect(story.mesh.calls.at(-1)).toBe('enter 2');
  expect(story.isOnSfu('ben')).toBe(false);
  expect(story.transport.remote('ben')).toBe(story.mesh.remote('ben'));
  expect(changed).toHaveBeenCalledWith('ben');
  story.transport.close();
});

test('while a move is proved, the SFU carries only the smallest videos', async () => {
  const story = new Story().enter();
  await story.startMove();
  expect(story.plane.isProving).toBe(true);
  await story.receiveAll();
  await story.event('move:switched', { gen: 5 });
  expect(story.plane.isProving).toBe(false);
  story.transport.close();
});

test('a client that joins on the SFU has nothing to prove', async () => {
  const story = new Story();
  const access = { path: '/sfu', token: 't7' };
  story.transport.enter(senderNamed('me'), [senderNamed('ben')], { route: 'sfu', gen: 7, access });
  await story.look();
  expect(story.plane.isProving).toBe(false);
  story.transport.close();
});

test('the code of the SFU is loaded when the next participant would make the meeting move', async () => {
  const story = new Story();
  const route = { route: 'mesh', gen: 0, meshLimit: 3 } as const;
  story.transport.enter(senderNamed('me'), [senderNamed('ben')], route);
  expect(story.loads).toBe(0);
  story.transport.join(senderNamed('cem'));
  expect(story.loads).toBe(1);
  story.transport.join(senderNamed('dan'));
  expect(story.loads).toBe(1);
  expect(story.planes).toHaveLength(0);
  story.transport.close();
});

test('in the lobby, the code of the SFU is loaded for a meeting that is or will be there', () => {
  const story = new Story();
  story.transport.anticipate(2, 4);
  story.transport.anticipate(9, undefined);
  expect(story.loads).toBe(0);
  story.transport.anticipate(4, 4);
  expect(story.loads).toBe(1);
  story.transport.close();
});

test('without an SFU, its code is never loaded', () => {
  const story = new Story().enter();
  for (const id of ['dan', 'eva', 'fay']) story.transport.join(senderNamed(id));
  expect(story.loads).toBe(0);
  story.transport.close();
});

test('statistics and data used count both routes while both are there', async () => {
  const story = new Story().enter();
  await story.startMove();
  story.plane.counted = {
    sample: readStatsSample(
      new Map([
        ['way', { id: 'way', type: 'transport', timestamp: 1, bytesSent: 20, bytesReceived: 300 }],
      ]),
    ),
    owners: new Map(),
  };
  story.mesh.dataUsed = { sentBytes: 1, receivedBytes: 2 };
  const direct = { participantId: 'ben', candidatePair: null, sentBitrate: 1, receivedBitrate: 1 };
  story.mesh.current = { connections: [direct], streams: [] };
  const updated = vi.fn();
  story.transport.events.on('statisticsUpdated', updated);
  story.mesh.events.emit('statisticsUpdated');
  await story.look();
  expect(updated).toHaveBeenCalledTimes(1);
  expect(story.transport.dataUsed).toEqual({ sentBytes: 21, receivedBytes: 302 });
  const { connections } = story.transport.statistics();
  expect(connections.map(({ participantId }) => participantId)).toEqual([null, 'ben']);
  story.transport.close();
});

test('events of an earlier move have no effect', async () => {
  const story = new Story().enter();
  await story.startMove(5);
  await story.event('move:aborted', { gen: 5, reason: 'deadline' });
  await story.startMove(9);
  await story.event('move:switched', { gen: 5 });
  await story.event('move:aborted', { gen: 5, reason: 'deadline' });
  await story.receiveAll();
  expect(story.reports).toEqual(['proved 9']);
  story.transport.close();
});

test('a client that joins on the SFU makes no connection to the others and shows them from there', async () => {
  const story = new Story();
  const access = { path: '/sfu', token: 't7' };
  const others = [senderNamed('ben'), senderNamed('cem')];
  story.transport.enter(senderNamed('me'), others, { route: 'sfu', gen: 7, access });
  expect(story.mesh.calls).toEqual(['enter 0']);
  expect(story.transport.remote('ben')?.initialConnect).toBe('connecting');
  await story.look();
  await story.receiveAll();
  expect(story.isOnSfu('ben')).toBe(true);
  await story.look();
  expect(story.reports).toEqual(['switched 7']);
  // So does a participant who comes later.
  story.transport.join(senderNamed('dan'));
  expect(story.mesh.calls).toEqual(['enter 0']);
  story.plane.receive('dan');
  // At once: there is nothing else to show.
  expect(story.isOnSfu('dan')).toBe(true);
  story.transport.close();
});

test('a connection to the SFU that is lost is made again with a new token, and the last frames stay', async () => {
  const story = new Story();
  const access = { path: '/sfu', token: 't7' };
  story.transport.enter(senderNamed('me'), [senderNamed('ben')], { route: 'sfu', gen: 7, access });
  await story.look();
  story.plane.receive('ben');
  await story.look();
  const first = story.plane;
  first.events.emit('lost');
  expect(story.isOnSfu('ben')).toBe(true);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(story.planes).toHaveLength(2);
  expect(story.plane.calls).toContain('connect again 1');
  expect(first.calls).toContain('close');
  story.transport.close();
});

/** A client whose meeting is on the SFU, with Ben's media. */
async function onSfu(): Promise<Story> {
  const story = new Story();
  const access = { path: '/sfu', token: 't7' };
  story.transport.enter(senderNamed('me'), [senderNamed('ben')], { route: 'sfu', gen: 7, access });
  await story.look();
  story.plane.receive('ben');
  await story.look();
  await story.look();
  return story;
}

test('after a change of network there is a second connection, and the first ends when it has replaced it', async () => {
  const story = await onSfu();
  const first = story.plane;
  const camera = first.tracks('ben').camera;
  story.transport.restartConnections();
  await story.look();
  expect(story.planes).toHaveLength(2);
  // Until the new one brings something, the old one is shown, and others still receive from it.
  expect(story.transport.remote('ben')?.tracks.camera).toBe(camera);
  expect(first.calls).not.toContain('close');
  story.plane.receive('ben');
  expect(story.isOnSfu('ben')).toBe(true);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(first.calls).toContain('close');
  expect(story.planes).toHaveLength(2);
  story.transport.close();
});

test('media that stop for five seconds are a reason for another connection, a shorter stop is not', async () => {
  const story = await onSfu();
  story.plane.isLost = true;
  story.mesh.events.emit('statisticsUpdated');
  await vi.advanceTimersByTimeAsync(4_000);
  story.plane.isLost = false;
  await vi.advanceTimersByTimeAsync(4_000);
  expect(story.planes).toHaveLength(1);
  story.plane.isLost = true;
  await vi.advanceTimersByTimeAsync(6_000);
  expect(story.planes).toHaveLength(2);
  story.transport.close();
});

test('a network that may have changed is a reason only if nothing arrives', async () => {
  const story = await onSfu();
  const arrived = (bytesReceived: number) => {
    const way = { id: 'way', type: 'transport', timestamp: 1, bytesSent: 1, bytesReceived };
    story.plane.counted = { sample: readStatsSample(new Map([['way', way]])), owners: new Map() };
  };
  arrived(100);
  story.transport.verifyConnections();
  await vi.advanceTimersByTimeAsync(500);
  arrived(200);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(story.planes).toHaveLength(1);
  story.transport.verifyConnections();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(story.planes).toHaveLength(2);
  story.transport.close();
});

test('what a user turns off while a connection is made is not sent on it', async () => {
  const story = await onSfu();
  story.transport.publish('camera', new FakeTrack('video') as unknown as MediaStreamTrack);
  story.transport.restartConnections();
  story.transport.publish('camera', null);
  await story.look();
  expect(story.planes).toHaveLength(2);
  expect(story.plane.published.has('camera')).toBe(false);
  story.transport.close();
});

test('a return makes the mesh first, and leaves the SFU when the meeting has settled', async () => {
  const story = new Story();
  const access = { path: '/sfu', token: 't7' };
  const others = [senderNamed('ben'), senderNamed('cem')];
  story.transport.enter(senderNamed('me'), others, { route: 'sfu', gen: 7, access });
  await story.look();
  await story.receiveAll();
  await story.event('move:started', { gen: 8, to: 'mesh', deadlineMs: 10_000 });
  expect(story.mesh.calls.at(-1)).toBe('enter 2');
  expect(story.reports.at(-1)).toBe('proved 8');
  expect(story.isOnSfu('ben')).toBe(true);
  await story.event('move:switched', { gen: 8 });
  expect(story.transport.remote('ben')).toBe(story.mesh.remote('ben'));
  expect(story.reports.at(-1)).toBe('switched 8');
  expect(story.plane.calls).not.toContain('close');
  await story.event('move:settled', { gen: 8, ids: ['me', 'ben', 'cem'], isDone: true });
  expect(story.plane.calls.at(-1)).toBe('close');
  story.transport.close();
});

test('a hidden video is not waited for, and low-connection mode receives no cameras', async () => {
  const story = new Story().enter();
  story.transport.constrain('cem', 'camera', 0);
  await story.startMove();
  expect(story.plane.calls).toContain('show cem camera 0');
  story.plane.receive('ben');
  const none = new Set<never>();
  story.plane.arrived.set('cem', { isPresent: true, arriving: none, decoded: none });
  await story.look();
  expect(story.reports).toEqual(['proved 5']);
  story.transport.constrain('ben', 'camera', 360);
  expect(story.plane.calls.at(-1)).toBe('show ben camera 360');
  story.transport.setLowConnection(true);
  expect(story.plane.isLow).toBe(true);
  story.transport.close();
});

test('a browser that cannot encrypt as the room demands aborts the move, and the mesh stays', async () => {
  const story = new Story().enter();
  story.loadError = new EncryptionError('ENCRYPTION_UNSUPPORTED');
  await story.startMove();
  expect(story.reports).toEqual(['no_encryption 5']);
  expect(story.transport.route).toMatchObject({ kind: 'mesh', trouble: null });
  story.transport.close();
});

test('media that this client cannot decrypt abort the move', async () => {
  const story = new Story().enter();
  await story.startMove();
  story.plane.undecryptable.add('ben');
  await story.look();
  expect(story.reports).toEqual(['no_encryption 5']);
  story.transport.close();
});

test('a client that comes to an encrypted meeting on the SFU and cannot encrypt ends its call', async () => {
  const story = new Story();
  story.loadError = new EncryptionError('ENCRYPTION_UNSUPPORTED');
  const failed = vi.fn();
  story.transport.events.on('failed', failed);
  const access = { path: '/sfu', token: 'first' };
  story.transport.enter(senderNamed('me'), [senderNamed('ben')], { route: 'sfu', gen: 5, access });
  await story.look();
  expect(failed.mock.calls).toEqual([[story.loadError]]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(story.refreshed).toBe(0);
  story.transport.close();
});

test('a participant whose media cannot be decrypted says so instead of showing nothing', async () => {
  const story = new Story();
  const access = { path: '/sfu', token: 'first' };
  story.transport.enter(senderNamed('me'), [senderNamed('ben')], { route: 'sfu', gen: 5, access });
  await story.look();
  expect(story.transport.remote('ben')?.isUndecryptable).toBeUndefined();
  story.plane.undecryptable.add('ben');
  expect(story.transport.remote('ben')?.isUndecryptable).toBe(true);
  story.transport.close();
});
