import { expect, it } from 'vitest';
import type {
  CallPhase,
  ConnectionQuality,
  RemoteSnapshot,
} from '../../call/session/call-snapshot';
import { lossOf, toneFor } from './connection-loss';

const remote = (
  quality: ConnectionQuality,
  connection: 'connected' | 'reconnecting' = 'connected',
): RemoteSnapshot => ({
  participant: {
    id: 'ben',
    instanceId: 'ben-instance',
    displayName: 'Ben',
    isOwner: false,
    joinedAt: new Date(0).toISOString(),
    joinSeq: 1,
    media: { microphone: true, camera: true, screen: false, hand: false },
    connection,
  },
  audioStream: null,
  cameraStream: null,
  screenStream: null,
  initialConnect: 'connected',
  quality,
  qualityCause: null,
});
const unreached: RemoteSnapshot = { ...remote('unknown'), initialConnect: 'timed-out' };
const seen = (phase: CallPhase, ...remotes: RemoteSnapshot[]) => ({ phase, remotes });

it.each([
  ['nothing', null, seen('live', remote('good'), remote('lost'))],
  ['nothing while one is alone', null, seen('live')],
  [
    'nothing while the other is the one who is away',
    null,
    seen('live', remote('lost', 'reconnecting')),
  ],
  ['media, while the server is there', 'media', seen('live', remote('lost'), remote('lost'))],
  [
    'media of all who are there',
    'media',
    seen('live', remote('lost'), remote('lost', 'reconnecting')),
  ],
  ['media of all who were ever reached', 'media', seen('live', remote('lost'), unreached)],
  ['nothing where nobody was ever reached', null, seen('live', unreached)],
  ['the server alone', 'server', seen('reconnecting', remote('good'), remote('lost'))],
  ['everything', 'everything', seen('reconnecting', remote('lost'))],
  ['nothing before and after a call', null, seen('left', remote('lost'))],
] as const)('finds lost: %s', (_, loss, snapshot) => {
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
] as const)('sounds %s after %s was lost', (sound, before, now) => {
  expect(toneFor(before, now)).toBe(sound);
});
