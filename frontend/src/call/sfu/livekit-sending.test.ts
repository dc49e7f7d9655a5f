import { LocalVideoTrack, PublishTrackError, type Room, RoomEvent } from 'livekit-client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Emitter } from '../../core/emitter';
import { FakeTrack } from '../testing/fake-media';
import { LivekitSending } from './livekit-sending';
import { SOURCES } from './livekit-sources';

const camera = (): MediaStreamTrack => new FakeTrack('video') as unknown as MediaStreamTrack;

/** A room that notes what is sent. */
class FakeRoom {
  readonly calls: string[] = [];
  /** What the next attempts to send throw. */
  readonly refusals: Error[] = [];
  readonly #events = new Emitter<Record<string, unknown[]>>();
  isMuted = false;

  on(event: string, listener: (...values: never[]) => void): this {
    this.#events.on(event, (values) => listener(...(values as never[])));
    return this;
  }

  emit(event: RoomEvent, ...values: unknown[]): void {
    this.#events.emit(event, values);
  }

  readonly localParticipant = {
    publishTrack: (mediaStreamTrack: MediaStreamTrack, options: { red?: boolean }) => {
      const refusal = this.refusals.shift();
      if (refusal) return Promise.reject(refusal);
      this.calls.push(options.red === false ? 'publish without RED' : 'publish');
      return Promise.resolve(this.#publication(mediaStreamTrack));
    },
    unpublishTrack: () => Promise.resolve(void this.calls.push('unpublish')),
  };

  #publication(mediaStreamTrack: MediaStreamTrack) {
    const track = Object.create(LocalVideoTrack.prototype) as object;
    const own = {
      mediaStreamTrack,
      replaceTrack: (next: MediaStreamTrack) => {
        own.mediaStreamTrack = next;
        return Promise.resolve(void this.calls.push('replace'));
      },
      setPublishingQuality: (quality: number) => void this.calls.push(`quality ${quality}`),
    };
    for (const [name, value] of Object.entries(own)) {
      Object.defineProperty(track, name, { get: () => own[name as keyof typeof own] ?? value });
    }
    const isMuted = () => this.isMuted;
    return {
      track,
      source: SOURCES.camera,
      get isMuted() {
        return isMuted();
      },
      unmute: () => Promise.resolve(void this.calls.push('unmute')),
      resumeUpstream: () => Promise.resolve(void this.calls.push('resume')),
    };
  }
}

async function startSending(room: FakeRoom, { isEncrypted = false, isProving = false } = {}) {
  const sending = new LivekitSending(room as unknown as Room, {
    isEncrypted,
    isProving: () => isProving,
  });
  sending.publish('camera', camera());
  await sending.start();
  return sending;
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('another device replaces a track that has ended, which livekit-client has muted', async () => {
  const room = new FakeRoom();
  const sending = await startSending(room);
  room.isMuted = true;
  sending.publish('camera', camera());
  await settle();
  expect(room.calls).toEqual(['publish', 'replace', 'unmute', 'resume']);
});

test('quick changes of one source happen one after another, and the last one counts', async () => {
  const room = new FakeRoom();
  const sending = await startSending(room);
  sending.publish('camera', null);
  sending.publish('camera', camera());
  sending.publish('camera', null);
  await settle();
  expect(room.calls).toEqual(['publish', 'unpublish']);
  expect(sending.publications.size).toBe(0);
});

test('a track that LiveKit did not accept is sent again, but not one that is not allowed', async () => {
  const busy = new FakeRoom();
  busy.refusals.push(new Error('timeout'), new Error('timeout'));
  await startSending(busy);
  expect(busy.calls).toEqual([]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(busy.calls).toEqual(['publish']);
  const strict = new FakeRoom();
  strict.refusals.push(new PublishTrackError('insufficient permissions', 403));
  await startSending(strict);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(strict.calls).toEqual([]);
  strict.emit(RoomEvent.ParticipantPermissionsChanged, undefined, { isLocal: true });
  await settle();
  expect(strict.calls).toEqual(['publish']);
});

test('a connection that was closed sends nothing more', async () => {
  const room = new FakeRoom();
  room.refusals.push(new Error('timeout'));
  const sending = await startSending(room);
  sending.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(room.calls).toEqual([]);
});

test('while a move is proved, only the smallest layer is sent', async () => {
  const room = new FakeRoom();
  await startSending(room, { isProving: true });
  expect(room.calls).toEqual(['publish', 'quality 0']);
});

test('an encrypted room has no RED, whose packets the encryption does not know', async () => {
  const room = new FakeRoom();
  await startSending(room, { isEncrypted: true });
  expect(room.calls).toEqual(['publish without RED']);
});
