import { Emitter, type Subscribable } from './emitter';
import type { Scope } from './scope';

/** Chromium's Network Information API; other browsers have the `online` event only. */
interface NetworkInformation extends EventTarget {
  /** Missing on desktop computers. */
  readonly type?: string;
  readonly effectiveType?: string;
  readonly rtt?: number;
  readonly downlink?: number;
}

export type NetworkEvents = {
  /** The device is online again or has moved to another network. */
  moved: void;
  /** It may have moved: only the estimated speed of the network has changed. */
  suspected: void;
};

/** A change of network fires several events; they count as one. */
const SETTLE_MS = 200;

/** Calls `listener` each time the browser is online again. Returns a function that stops that. */
export function onOnline(listener: () => void): () => void {
  window.addEventListener('online', listener);
  return () => window.removeEventListener('online', listener);
}

/** Resolves after so many milliseconds, or as soon as the browser is online again. */
export function onlineOrAfter(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    const stop = onOnline(end);
  });
}

/**
 * Watches which network the device is in, until the scope closes. Chromium fires `change` also when
 * nothing but its estimate of the speed moves, which happens all the time on a bad network; a
 * connection that works must not be given up for that.
 */
export function watchNetwork(scope: Scope): Subscribable<NetworkEvents> {
  const events = new Emitter<NetworkEvents>();
  if (typeof window === 'undefined') return events;
  const { connection } = navigator as { connection?: NetworkInformation };
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hasMoved = false;
  let before = read(connection);
  const settle = (isMove: boolean): void => {
    hasMoved ||= isMove;
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (!navigator.onLine) return;
      events.emit(hasMoved ? 'moved' : 'suspected');
      hasMoved = false;
    }, SETTLE_MS);
  };
  scope.add(() => clearTimeout(timer));
  scope.add(onOnline(() => settle(true)));
  if (!connection) return events;
  scope.listen(connection, 'change', () => {
    const now = read(connection);
    // If the browser hides the type, a change of type is an event without any visible change.
    settle(now.type !== before.type || now.estimate === before.estimate);
    before = now;
  });
  return events;
}

function read(connection?: NetworkInformation): { type: string | undefined; estimate: string } {
  const { type, effectiveType, rtt, downlink } = connection ?? {};
  return { type, estimate: [effectiveType, rtt, downlink].join(' ') };
}
