import { useEffect, useState } from 'react';
import { useDependencies } from '../../hooks/useDependencies';
import { checkConnection, checkReach } from './check-connection';
import type { ConnectionCheck } from './connection-findings';
import type { SfuCheck } from './sfu-findings';

/** How far the checks of the connection have come. */
export interface ConnectionChecks {
  readonly connection: ConnectionCheck;
  readonly sfu: SfuCheck;
}

/** Runs the checks again for each `run` above 0. A run ends with the next one or on unmount. */
export function useConnectionCheck(run: number, isMember: boolean): ConnectionChecks {
  const { session } = useDependencies();
  const [connection, setConnection] = useState<ConnectionCheck>({ step: 'idle' });
  const [sfu, setSfu] = useState<SfuCheck>({ step: 'idle' });
  useEffect(() => {
    if (run === 0) return;
    const end = new AbortController();
    if (isMember) {
      void checkConnection(session, end.signal, { onStep: setConnection, onSfuStep: setSfu });
    } else void checkReach(end.signal, setConnection);
    return () => end.abort();
  }, [session, run, isMember]);
  return { connection, sfu };
}
