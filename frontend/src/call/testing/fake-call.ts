import type { Participant } from '@parley/shared/participants';
import { vi } from 'vitest';
import { Emitter } from '../../core/emitter';
import { createValue } from '../../core/value';
import type { LocalMediaEvents } from '../local/local-media-events';
import type { HostingEvents } from '../session/call-hosting';
import type { CallSession } from '../session/call-session';
import type { CallSnapshot, RemoteSnapshot, SelfSnapshot } from '../session/call-snapshot';
import { INITIAL_SNAPSHOT } from '../session/call-store';

/** A call for component tests: a test sets its snapshot and reads what the component called. */
export class FakeCall {
  /** What happens when a device is turned on or off. */
  onSet: () => void = () => undefined;
  readonly snapshot = createValue<CallSnapshot>(INITIAL_SNAPSHOT);
  readonly media = {
    meter: { level: createValue(0) },
    events: new Emitter<Pick<LocalMediaEvents, 'notice'>>(),
    set: vi.fn(async (_source: 'microphone' | 'camera', _on: boolean) => this.onSet()),
    choose: vi.fn(async () => undefined),
    setEffect: vi.fn(async () => undefined),
    setHand: vi.fn(),
    startScreenShare: vi.fn(async () => undefined),
    stopScreenShare: vi.fn(),
  } satisfies Record<keyof CallSession['media'], unknown>;
  readonly lowConnection = {
    set: vi.fn(),
    declineOffer: vi.fn(),
  } satisfies CallSession['lowConnection'];
  readonly statistics = {
    dataUsed: createValue({ sentBytes: 0, receivedBytes: 0 }),
    watch: vi.fn(() => () => undefined),
  } satisfies CallSession['statistics'];
  readonly hosting = {
    request: vi.fn(async () => undefined),
    events: new Emitter<HostingEvents>(),
  } satisfies Record<keyof CallSession['hosting'], unknown>;
  readonly join = vi.fn(async () => undefined);
  readonly knockAgain = vi.fn();
  readonly givePassword = vi.fn(async (_password: string) => undefined);
  readonly leave = vi.fn(async () => undefined);
  readonly rejoin = vi.fn(async () => undefined);
  readonly retryDevices = vi.fn(async () => undefined);
  readonly constrain = vi.fn();
  readonly noteVideoFrame = vi.fn();

  constructor(start: Partial<CallSnapshot> = {}) {
    this.set(start);
  }

  /** The fake as the components see it. */
  get session(): CallSession {
    return this as unknown as CallSession;
  }

  set(change: Partial<CallSnapshot>): void {
    this.snapshot.update((now) => ({ ...now, ...change }));
  }

  setSelf(change: Partial<SelfSnapshot>): void {
    this.set({ self: { ...this.snapshot.get().self, ...change } });
  }
}

/** A participant with the microphone on; `displayName` also makes the id. */
export function participantNamed(
  displayName: string,
  change: Partial<Participant> = {},
): Participant {
  return {
    id: displayName.toLowerCase().padEnd(24, '0'),
    instanceId: displayName.toLowerCase().padEnd(32, '0'),
    displayName,
    isOwner: false,
    role: 'participant',
    joinedAt: '2026-05-01T10:00:00.000Z',
    joinSeq: 1,
    media: { microphone: true, camera: false, screen: false, hand: false },
    connection: 'connected',
    ...change,
  };
}

/** A participant with microphone and camera on; `id` is also the name. */
export const senderNamed = (id: string): Participant =>
  participantNamed(id, {
    id,
    instanceId: `${id}-1`,
    media: { microphone: true, camera: true, screen: false, hand: false },
  });

/** Another participant with a good connection and without streams. */
export function remoteNamed(
  displayName: string,
  change: Partial<RemoteSnapshot> = {},
): RemoteSnapshot {
  return {
    participant: participantNamed(displayName),
    audioStream: null,
    cameraStream: null,
    screenStream: null,
    initialConnect: 'connected',
    quality: 'good',
    qualityCause: null,
    fingerprints: null,
    isUndecryptable: false,
    ...change,
  };
}
