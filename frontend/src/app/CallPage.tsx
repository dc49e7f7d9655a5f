import { useEffect, useState } from 'react';
import { useParams } from 'react-router';
import { DeviceToasts } from '../features/devices/DeviceToasts';
import { CallContext } from '../hooks/useCall';
import { useDependencies } from '../hooks/useDependencies';
import { PageSkeleton } from '../ui/PageSkeleton';
import { CallPhases } from './CallPhases';
import { type OpenCall, openCall } from './open-call';

/** `/r/CODE`: before, in and after the call of one room. */
export function CallPage() {
  const { code = '' } = useParams();
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
