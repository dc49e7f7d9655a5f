import { useEffect, useState } from 'react';
import { DeviceCheck } from '../../call/check/device-check';
import { browserStorage } from '../../core/browser-storage';

export interface RunningDeviceCheck {
  readonly check: DeviceCheck;
  /** Whether the browser has answered the requests for the devices. */
  readonly isOpen: boolean;
}

/** Opens the devices again for each `run` above 0, and closes them on unmount. */
export function useDeviceCheck(run: number): RunningDeviceCheck | null {
  const [running, setRunning] = useState<RunningDeviceCheck | null>(null);
  useEffect(() => {
    if (run === 0) return;
    const check = new DeviceCheck({
      mediaDevices: navigator.mediaDevices,
      permissions: navigator.permissions,
      storage: browserStorage(),
    });
    setRunning({ check, isOpen: false });
    void check.open().then(() => {
      setRunning((current) => (current?.check === check ? { check, isOpen: true } : current));
    });
    return () => {
      setRunning(null);
      check.close();
    };
  }, [run]);
  return running;
}
