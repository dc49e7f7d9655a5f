import { useEffect } from 'react';
import { createLog } from '../core/log';

const log = createLog('app');

/** Keeps the screen on while `wanted`, if the browser has the Screen Wake Lock API. */
export function useWakeLock(wanted: boolean): void {
  useEffect(() => {
    if (!wanted || !('wakeLock' in navigator)) return;
    let isOver = false;
    let lock: WakeLockSentinel | null = null;
    const take = async () => {
      if (isOver || document.visibilityState !== 'visible') return;
      try {
        lock = await navigator.wakeLock.request('screen');
        if (isOver) await lock.release();
      } catch (error) {
        // Browsers refuse it on low battery, for example.
        log.debug('no wake lock', { error });
      }
    };
    const onVisible = () => void take();
    void take();
    // The browser releases the lock whenever the page is hidden.
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      isOver = true;
      document.removeEventListener('visibilitychange', onVisible);
      void lock?.release();
    };
  }, [wanted]);
}
