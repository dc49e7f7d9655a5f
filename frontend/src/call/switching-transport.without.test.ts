import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { MoveEvent, TransportContext } from './media-transport';
import { SwitchingTransport } from './switching-transport';
import { senderNamed } from './testing/fake-call';
import { FakePlane } from './testing/fake-plane';
import { FakeTransport } from './testing/fake-transport';

const ACCESS = { path: '/sfu', token: 't5' };
const LOOK_MS = 150;

const others = [senderNamed('ben'), senderNamed('cem')];

/** A client, and what its only connection to the SFU receives. */
function createClient() {
  const reports: string[] = [];
  const refreshSfu = vi.fn(() => Promise.resolve(ACCESS));
  const context: TransportContext = {
    sendSignal: () => Promise.resolve(),
    refreshIceServers: () => Promise.resolve(),
    reportMove: async (gen, step) => void reports.push(`${step} ${gen}`),
    refreshSfu,
  };
  const mesh = new FakeTransport(context);
  const plane = new FakePlane();
  const transport = new SwitchingTransport(context, mesh, () =>
    Promise.resolve(() => Promise.resolve(plane)),
  );
  const look = () => vi.advanceTimersByTimeAsync(LOOK_MS);
  const follow = (event: MoveEvent) => {
    transport.follow(event);
    return look();
  };
  const start = (...without: string[]) =>
    follow({
      name: 'move:started',
      payload: { gen: 5, to: 'sfu', access: ACCESS, without, deadlineMs: 9_000 },
    });
  const settle = (...ids: string[]) =>
    follow({ name: 'move:settled', payload: { gen: 5, ids, isDone: true } });
  /** Everybody is on the SFU but these. */
  const part = (...without: string[]) => {
    const ids = ['me', 'ben', 'cem'].filter((id) => !without.includes(id));
    return follow({ name: 'move:settled', payload: { gen: 5, ids, isDone: true, without } });
  };
  return { reports, refreshSfu, mesh, plane, transport, look, follow, start, settle, part };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('nobody waits for a participant who could not use the SFU before, and it keeps the mesh', async () => {
  const { transport, mesh, plane, reports, look, follow, start, settle } = createClient();
  transport.enter(senderNamed('me'), others);
  await start('cem');
  plane.receive('ben');
  await look();
  expect(reports).toEqual(['proved 5']);
  await follow({ name: 'move:switched', payload: { gen: 5 } });
  await look();
  expect(reports).toEqual(['proved 5', 'switched 5']);
  await settle('me', 'ben');
  expect(mesh.remote('ben')).toBeNull();
  expect(mesh.remote('cem')).not.toBeNull();
  // Cem comes later.
  plane.receive('cem');
  await settle('me', 'ben', 'cem');
  await look();
  expect(mesh.remote('cem')).toBeNull();
  transport.close();
});

test('whoever joins a meeting on the SFU meets a participant who is not there in the mesh', () => {
  const { transport, mesh } = createClient();
  const route = { route: 'sfu' as const, gen: 5, access: ACCESS, without: ['cem'] };
  transport.enter(senderNamed('me'), others, route);
  expect(mesh.remote('ben')).toBeNull();
  expect(mesh.remote('cem')).not.toBeNull();
  transport.close();
});

test('a camera that its participant has turned off is not waited for', async () => {
  const { transport, plane, reports, look, start } = createClient();
  transport.enter(senderNamed('me'), others);
  const ben = senderNamed('ben');
  transport.update({ ...ben, media: { ...ben.media, camera: false } });
  await start();
  plane.receive('cem');
  const sound = new Set(['microphone'] as const);
  plane.arrived.set('ben', { isPresent: true, arriving: sound, decoded: new Set() });
  await look();
  expect(reports).toEqual(['proved 5']);
  transport.close();
});

test('a participant who comes and cannot reach the SFU is met in the mesh, until they can', async () => {
  const { transport, mesh, plane, look, settle, part } = createClient();
  transport.enter(senderNamed('me'), others, { route: 'sfu', gen: 5, access: ACCESS });
  await look();
  plane.receive('ben');
  await look();
  await part('cem');
  expect(mesh.remote('ben')).toBeNull();
  expect(mesh.remote('cem')).not.toBeNull();
  plane.receive('cem');
  await settle('me', 'ben', 'cem');
  await part();
  await look();
  expect(mesh.remote('cem')).toBeNull();
  transport.close();
});

test('a client that comes and cannot reach the SFU says so once, meets all in the mesh, and tries again', async () => {
  const { transport, mesh, plane, reports, refreshSfu, look, part } = createClient();
  plane.refusal = new Error('unreachable');
  transport.enter(senderNamed('me'), others, { route: 'sfu', gen: 5, access: ACCESS });
  await look();
  expect(reports).toEqual(['unreachable 5']);
  await part('me');
  expect(mesh.remote('ben')).not.toBeNull();
  expect(mesh.remote('cem')).not.toBeNull();
  expect(transport.route).toEqual({ kind: 'mesh', trouble: 'unreachable' });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(refreshSfu.mock.calls.length).toBeGreaterThan(1);
  expect(reports).toEqual(['unreachable 5']);
  transport.close();
});

test('a client that is not waited for goes on trying to reach the SFU', async () => {
  const { transport, plane, mesh, refreshSfu, start } = createClient();
  transport.enter(senderNamed('me'), others);
  plane.refusal = new Error('unreachable');
  await start('me');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(refreshSfu.mock.calls.length).toBeGreaterThan(1);
  expect(mesh.calls).not.toContain('drop');
  transport.close();
});
