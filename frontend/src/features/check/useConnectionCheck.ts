import { useEffect, useState } from 'react';
import { useDependencies } from '../../hooks/useDependencies';
import { checkConnection, checkReach } from './check-connection';
import type { ConnectionCheck } from './connection-findings';

/** Runs the check again for each `run` above 0. A run ends with the next one or on unmount. */
export function useConnectionCheck(run: number, isMember: boolean): ConnectionCheck {
  const { session } = useDependencies();
  const [check, setCheck] = useState<ConnectionCheck>({ step: 'idle' });
  useEffect(() => {
    if (run === 0) return;
    const end = new AbortController();
    if (isMember) void checkConnection(session, end.signal, setCheck);
    else void checkReach(end.signal, setCheck);
    return () => end.abort();
  }, [session, run, isMember]);
  return check;
}
