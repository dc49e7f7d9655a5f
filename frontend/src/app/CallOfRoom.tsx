import { useEffect, useState } from 'react';
import { DeviceToasts } from '../features/devices/DeviceToasts';
import { CallContext } from '../hooks/useCall';
import type { Session } from '../lib/session';
import type { SessionUser } from '../lib/session-user';
import { PageSkeleton } from '../ui/PageSkeleton';
import { CallPhases } from './CallPhases';
import type { KeptOfCall } from './kept-of-call';
import { type OpenCall, openCall } from './open-call';

interface CallOfRoomProps<U extends SessionUser> {
  code: string;
  session: Session<U>;
  kept?: KeptOfCall;
}

/** Opens the call of a room and closes it with the page. */
export function CallOfRoom<U extends SessionUser>({ code, session, kept }: CallOfRoomProps<U>) {
  const [open, setOpen] = useState<OpenCall | null>(null);
  useEffect(() => {
    const opened = openCall(code, session);
    kept?.open(opened);
    setOpen(opened);
    return () => {
      kept?.close(opened);
      setOpen(null);
      opened.close();
    };
  }, [code, session, kept]);
  if (open === null) return <PageSkeleton />;
  return (
    <CallContext value={open.call}>
      <DeviceToasts />
      <CallPhases code={code} open={open} />
    </CallContext>
  );
}
