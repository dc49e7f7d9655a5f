import { parseRoomCode } from '@parley/shared/room-code';
import { useEffect, useState } from 'react';
import { Navigate, useParams } from 'react-router';
import { DeviceToasts } from '../features/devices/DeviceToasts';
import { CannotCall } from '../features/meeting/CannotCall';
import { NoSuchRoom } from '../features/meeting/NoSuchRoom';
import { CallContext } from '../hooks/useCall';
import { useDependencies } from '../hooks/useDependencies';
import { hasWebRtc } from '../lib/has-web-rtc';
import { paths } from '../lib/paths';
import { PageSkeleton } from '../ui/PageSkeleton';
import { CallFrame } from './CallFrame';
import { CallPhases } from './CallPhases';
import { type OpenCall, openCall } from './open-call';

/** `/r/CODE`. A code in another spelling redirects to its canonical form. */
export function CallPage() {
  const { code: typed = '' } = useParams();
  const code = parseRoomCode(typed);
  if (code === null) {
    return (
      <CallFrame>
        <NoSuchRoom />
      </CallFrame>
    );
  }
  if (code !== typed) return <Navigate to={paths.room(code)} replace />;
  if (!hasWebRtc()) {
    return (
      <CallFrame>
        <CannotCall code={code} />
      </CallFrame>
    );
  }
  return <CallOfRoom code={code} />;
}

/** Opens the call of a room and closes it with the page. */
function CallOfRoom({ code }: { code: string }) {
  const { session } = useDependencies();
  const [open, setOpen] = useState<OpenCall | null>(null);
  useEffect(() => {
    const opened = openCall(code, session);
    setOpen(opened);
    return () => {
      setOpen(null);
      opened.close();
    };
  }, [code, session]);
  if (open === null) return <PageSkeleton />;
  return (
    <CallContext value={open.call}>
      <DeviceToasts />
      <CallPhases code={code} open={open} />
    </CallContext>
  );
}
