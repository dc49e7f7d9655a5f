import type { Scope } from './scope';

/** Chromium's Network Information API; elsewhere `online` alone has to do. */
interface WithConnection {
  readonly connection?: EventTarget;
}

/** A change of network tells itself several times; the last of them counts. */
const SETTLE_MS = 200;

/** Calls `onChange` when the device is back in a network or has moved to another. */
export function watchNetwork(scope: Scope, onChange: () => void): void {
  if (typeof window === 'undefined') return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const settle = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (navigator.onLine) onChange();
    }, SETTLE_MS);
  };
  scope.add(() => clearTimeout(timer));
  scope.listen(window, 'online', settle);
  const { connection } = navigator as WithConnection;
  if (connection) scope.listen(connection, 'change', settle);
}
