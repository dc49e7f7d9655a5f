import { expect, it } from 'vitest';
import type { Route } from '@parley/shared/media-route';
import {
  type CallPhase,
  type ConnectionQuality,
  MESH_ROUTE,
  type RemoteSnapshot,
  type RouteTrouble,
} from '../../call/session/call-snapshot';
import { participantNamed, remoteNamed } from '../../call/testing/fake-call';
import { lossOf, toneFor } from './connection-loss';

const remote = (
  quality: ConnectionQuality,
  connection: 'connected' | 'reconnecting' = 'connected',
): RemoteSnapshot =>
  remoteNamed('Ben', { quality, participant: participantNamed('Ben', { connection }) });
const unreached: RemoteSnapshot = { ...remote('unknown'), initialConnect: 'timed-out' };
const seen = (phase: CallPhase, ...remotes: RemoteSnapshot[]) => ({
  phase,
  remotes,
  route: MESH_ROUTE,
});
const routed = (kind: Route, trouble: RouteTrouble, phase: CallPhase = 'live') => ({
  ...seen(phase, remote('lost')),
  route: { kind, trouble },
});

it.each([
  ['nothing', null, seen('live', remote('good'), remote('lost'))],
  ['nothing while the user is alone', null, seen('live')],
  [
    'nothing while the only other participant has no socket',
    null,
    seen('live', remote('lost', 'reconnecting')),
  ],
  ['media, while the server is reachable', 'media', seen('live', remote('lost'), remote('lost'))],
  [
    'media of all participants with a socket',
    'media',
    seen('live', remote('lost'), remote('lost', 'reconnecting')),
  ],
  ['media of all participants ever reached', 'media', seen('live', remote('lost'), unreached)],
  ['nothing if no participant was ever reached', null, seen('live', unreached)],
  ['only the server', 'server', seen('reconnecting', remote('good'), remote('lost'))],
  ['everything', 'everything', seen('reconnecting', remote('lost'))],
  ['nothing outside a call', null, seen('left', remote('lost'))],
  ['the SFU, which the server misses as well', 'away', routed('sfu', 'away')],
  ['the SFU, which only this client misses', 'unreachable', routed('sfu', 'unreachable')],
  ['everything, without the server', 'everything', routed('sfu', 'unreachable', 'reconnecting')],
  [
    'nothing in a mesh that could not move',
    null,
    { ...seen('live', remote('good')), route: { kind: 'mesh', trouble: 'unreachable' } },
  ],
] as const)('a snapshot shows that the call has lost: %s', (_, loss, snapshot) => {
  expect(lossOf(snapshot)).toBe(loss);
});

it.each([
  ['lost', null, seen('live', remote('lost'))],
  ['lost', null, seen('reconnecting', remote('good'))],
  ['back', 'media', seen('live', remote('unknown'))],
  ['back', 'server', seen('live')],
  [null, 'server', seen('reconnecting', remote('lost'))],
  [null, 'everything', seen('live', remote('lost'))],
  ['back', 'everything', seen('live', remote('good'))],
  [null, 'media', seen('live', remote('lost', 'reconnecting'))],
  [null, 'media', seen('live')],
  [null, 'media', seen('live', unreached)],
  [null, 'everything', seen('ended')],
  [null, null, seen('live', remote('good'))],
  ['lost', null, routed('sfu', 'away')],
  ['back', 'away', seen('live', remote('good'))],
] as const)('the tone is %s after the loss of %s', (tone, before, now) => {
  expect(toneFor(before, now)).toBe(tone);
});
