import { ExternalE2EEKeyProvider } from 'livekit-client';
import { EncryptionError } from '../../core/room-key';
import { createLog } from '../../core/log';
import { trustedScriptUrl } from '../../core/trusted-script-url';
import type { FromEncryptionWorker } from './encryption-worker';
// oxlint-disable-next-line import/default -- Vite exports the address of the built worker.
import encryptionWorkerUrl from './encryption-worker?worker&url';

const log = createLog('sfu');

/** How long frames may be undecryptable before the user hears about it, in milliseconds. */
const GRACE_MS = 2_500;

/**
 * - `known`: the browser encrypts in a way that we test (Chromium)
 * - `unproven`: it should be able to; whether the others can decrypt it shows in the move
 * - `none`: it cannot
 */
export type EncryptionSupport = 'known' | 'unproven' | 'none';

/** Whether this browser can encrypt media that go through an SFU. */
export function encryptionSupport(): EncryptionSupport {
  if ('createEncodedStreams' in RTCRtpSender.prototype) return 'known';
  return 'RTCRtpScriptTransform' in globalThis ? 'unproven' : 'none';
}

/** End-to-end encryption of one connection to the SFU: AES-GCM with the key of the room. */
export class SfuEncryption {
  readonly keyProvider = new ExternalE2EEKeyProvider({ keySize: 256 });
  readonly worker: Worker;
  readonly #onChanged: (identity: string) => void;
  /** Connections of which frames could be decrypted. */
  readonly #decrypted = new Set<string>();
  readonly #undecryptable = new Set<string>();
  /** Errors that have not been followed by a decrypted frame yet. */
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  /** @param onChanged frames of this connection can be decrypted, or no longer */
  constructor(worker: Worker, onChanged: (identity: string) => void) {
    this.worker = worker;
    this.#onChanged = onChanged;
    worker.addEventListener('message', ({ data }: MessageEvent<FromEncryptionWorker>) => {
      if (data.kind === 'decrypted') this.#noteDecrypted(data.identity);
    });
  }

  /** Whether frames of a connection arrived and could be decrypted. */
  isDecrypted(identity: string): boolean {
    return this.#decrypted.has(identity) && !this.#undecryptable.has(identity);
  }

  /** Whether frames of a connection arrive and cannot be decrypted. */
  isUndecryptable(identity: string): boolean {
    return this.#undecryptable.has(identity);
  }

  noteError(identity: string): void {
    if (this.#timers.has(identity) || this.#undecryptable.has(identity)) return;
    const timer = setTimeout(() => {
      this.#timers.delete(identity);
      this.#undecryptable.add(identity);
      log.warn('media cannot be decrypted');
      this.#onChanged(identity);
    }, GRACE_MS);
    this.#timers.set(identity, timer);
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.worker.terminate();
  }

  #noteDecrypted(identity: string): void {
    clearTimeout(this.#timers.get(identity));
    this.#timers.delete(identity);
    const isNew = !this.#decrypted.has(identity);
    this.#decrypted.add(identity);
    if (this.#undecryptable.delete(identity) || isNew) this.#onChanged(identity);
  }
}

/** Starts the worker. @throws {EncryptionError} if the browser cannot run it */
export async function startEncryption(
  mediaKey: ArrayBuffer,
  onChanged: (identity: string) => void,
): Promise<SfuEncryption> {
  const worker = new Worker(trustedScriptUrl(encryptionWorkerUrl), { type: 'module' });
  const encryption = new SfuEncryption(worker, onChanged);
  try {
    await new Promise<void>((resolve, reject) => {
      worker.addEventListener('message', ({ data }: MessageEvent<FromEncryptionWorker>) => {
        if (data.kind === 'ready') resolve();
      });
      worker.addEventListener('error', () => reject(new EncryptionError('ENCRYPTION_UNSUPPORTED')));
    });
    await encryption.keyProvider.setKey(mediaKey);
    return encryption;
  } catch (error) {
    encryption.close();
    throw error;
  }
}
