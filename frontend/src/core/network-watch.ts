import type { Scope } from './scope';

/** Chromium's Network Information API; elsewhere `online` alone has to do. */
interface NetworkInformation extends EventTarget {
  /** Not told on desktop computers. */
  readonly type?: string;
  readonly effectiveType?: string;
  readonly rtt?: number;
  readonly downlink?: number;
}

export interface NetworkEvents {
  /** The device is back in a network or has moved to another. */
  onMoved(): void;
  /** Perhaps it has: all that is known is that the network is faster or slower than before. */
  onDoubt(): void;
}

/** A change of network tells itself several times; the last of them counts. */
const SETTLE_MS = 200;

/**
 * Watches which network the device is in. Browsers tell a change also when nothing but their
 * estimate of the speed moves, which a bad network does all the time; paths that carry must not be
 * given up for that.
 */
export function watchNetwork(scope: Scope, events: NetworkEvents): void {
  if (typeof window === 'undefined') return;
  const { connection } = navigator as { connection?: NetworkInformation };
  let timer: ReturnType<typeof setTimeout> | undefined;
  let moved = false;
  let before = read(connection);
  const settle = (isMove: boolean): void => {
    moved ||= isMove;
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (!navigator.onLine) return;
      if (moved) events.onMoved();
      else events.onDoubt();
      moved = false;
    }, SETTLE_MS);
  };
  scope.add(() => clearTimeout(timer));
  scope.listen(window, 'online', () => settle(true));
  if (!connection) return;
  scope.listen(connection, 'change', () => {
    const now = read(connection);
    // Where the type is kept from us, its change is one in which nothing else changes.
    settle(now.type !== before.type || now.estimate === before.estimate);
    before = now;
  });
}

function read(connection?: NetworkInformation): { type: string | undefined; estimate: string } {
  const { type, effectiveType, rtt, downlink } = connection ?? {};
  return { type, estimate: [effectiveType, rtt, downlink].join(' ') };
}
