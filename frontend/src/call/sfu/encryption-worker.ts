// Encrypts and decrypts media beside the main thread. It sets the handlers that this file wraps.
import 'livekit-client/e2ee-worker';

/** What the worker adds to the messages of livekit-client. `identity` is that of a connection. */
export type FromEncryptionWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'decrypted'; readonly identity: string };

/** Of a worker of livekit-client: what its E2EEManager sends, as far as this file changes it. */
interface ToWorker {
  readonly kind: string;
  readonly data: {
    enabled?: boolean;
    readonly trackId?: string;
    readonly previousTrackId?: string;
    readonly participantIdentity?: string;
    writableStream?: WritableStream<EncodedFrame>;
  };
}

interface EncodedFrame {
  readonly data: ArrayBuffer;
}

/** WebRTC Encoded Transform, 6.3, which browsers other than Chromium have. */
interface TransformEvent {
  readonly transformer: {
    readonly options: { readonly kind: string; readonly participantIdentity: string };
    readonly readable: ReadableStream<EncodedFrame>;
    readonly writable: WritableStream<EncodedFrame>;
  };
}

interface WorkerScope {
  onmessage: (event: { readonly data: ToWorker }) => void;
  onrtctransform?: (event: TransformEvent) => void;
  postMessage(message: FromEncryptionWorker, transfer: Transferable[]): void;
}

/** A receiver, which may carry the tracks of several participants one after another. */
interface Receiver {
  identity: string;
}

/** Milliseconds between two reports about one track. */
const REPORT_MS = 500;

const scope = globalThis as unknown as WorkerScope;
const receivers = new Map<string, Receiver>();
const { onmessage, onrtctransform } = scope;
const report = (message: FromEncryptionWorker): void => scope.postMessage(message, []);

// oxlint-disable-next-line unicorn/prefer-add-event-listener -- takes the place of the handler
scope.onmessage = (event) => {
  const { kind, data } = event.data;
  // What the SFU says about a track must not make this client send it, or play it, unencrypted.
  if (kind === 'enable') data.enabled = true;
  if (kind === 'decode' && data.writableStream && data.trackId !== undefined) {
    const receiver = { identity: data.participantIdentity ?? '' };
    receivers.set(data.trackId, receiver);
    data.writableStream = reporting(data.writableStream, receiver);
  }
  if (kind === 'updateCodec' && data.trackId !== undefined) {
    const receiver = receivers.get(data.previousTrackId ?? data.trackId);
    if (receiver) {
      receiver.identity = data.participantIdentity ?? '';
      receivers.set(data.trackId, receiver);
    }
  }
  onmessage(event);
};

if (onrtctransform) {
  scope.onrtctransform = ({ transformer }) => {
    const { options, readable, writable } = transformer;
    if (options.kind !== 'decode') return onrtctransform({ transformer });
    const receiver = { identity: options.participantIdentity };
    onrtctransform({ transformer: { options, readable, writable: reporting(writable, receiver) } });
  };
}

/** Reports that decrypted frames pass; livekit-client drops frames that it cannot decrypt. */
function reporting(
  writable: WritableStream<EncodedFrame>,
  receiver: Receiver,
): WritableStream<EncodedFrame> {
  let lastReport = -REPORT_MS;
  const { readable, writable: entrance } = new TransformStream<EncodedFrame, EncodedFrame>({
    transform(frame, controller) {
      // Frames of silence are empty, and not encrypted.
      const isEncrypted = frame.data.byteLength > 0;
      controller.enqueue(frame);
      const now = performance.now();
      if (!isEncrypted || now - lastReport < REPORT_MS) return;
      lastReport = now;
      report({ kind: 'decrypted', identity: receiver.identity });
    },
  });
  // The stream ends with its connection.
  readable.pipeTo(writable).catch(() => undefined);
  return entrance;
}

report({ kind: 'ready' });
