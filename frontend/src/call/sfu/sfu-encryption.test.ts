import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FromEncryptionWorker } from './encryption-worker';
import { SfuEncryption } from './sfu-encryption';

const BEN = 'ben~1~7';
const GRACE_MS = 2_500;

class FakeWorker extends EventTarget {
  terminate = vi.fn();

  tell(data: FromEncryptionWorker): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }
}

function start() {
  const worker = new FakeWorker();
  const onChanged = vi.fn();
  const encryption = new SfuEncryption(worker as unknown as Worker, onChanged);
  return { worker, onChanged, encryption };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('media count as decrypted only after a decrypted frame', () => {
  const { worker, onChanged, encryption } = start();
  expect(encryption.isDecrypted(BEN)).toBe(false);
  worker.tell({ kind: 'decrypted', identity: BEN });
  worker.tell({ kind: 'decrypted', identity: BEN });
  expect(encryption.isDecrypted(BEN)).toBe(true);
  expect(encryption.isDecrypted('cem~1~8')).toBe(false);
  expect(onChanged.mock.calls).toEqual([[BEN]]);
});

test('an error that a decrypted frame follows is none', () => {
  const { worker, encryption } = start();
  encryption.noteError(BEN);
  worker.tell({ kind: 'decrypted', identity: BEN });
  vi.advanceTimersByTime(GRACE_MS);
  expect(encryption.isUndecryptable(BEN)).toBe(false);
});

test('errors without decrypted frames make media undecryptable, until one is decrypted', () => {
  const { worker, onChanged, encryption } = start();
  encryption.noteError(BEN);
  encryption.noteError(BEN);
  vi.advanceTimersByTime(GRACE_MS);
  expect(encryption.isUndecryptable(BEN)).toBe(true);
  expect(onChanged.mock.calls).toEqual([[BEN]]);
  worker.tell({ kind: 'decrypted', identity: BEN });
  expect(encryption.isUndecryptable(BEN)).toBe(false);
  expect(encryption.isDecrypted(BEN)).toBe(true);
});

test('closing ends the worker and the timers', () => {
  const { worker, onChanged, encryption } = start();
  encryption.noteError(BEN);
  encryption.close();
  vi.advanceTimersByTime(GRACE_MS);
  expect(worker.terminate).toHaveBeenCalledOnce();
  expect(onChanged).not.toHaveBeenCalled();
});
