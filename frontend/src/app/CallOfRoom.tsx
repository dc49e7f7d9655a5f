import { type RefObject, useEffect, useState } from 'react';
import { DeviceToasts } from '../features/devices/DeviceToasts';
import { CallContext } from '../hooks/useCall';
import type { Session } from '../lib/session';
import type { SessionUser } from '../lib/session-user';
import { PageSkeleton } from '../ui/PageSkeleton';
import { CallPhases } from './CallPhases';
import { type OpenCall, openCall } from './open-call';

interface CallOfRoomProps<U extends SessionUser> {
  code: string;
  session: Session<U>;
  /** The unsent text of the chat, which outlives this call. */
  draft?: RefObject<string>;
}

/** Opens the call of a room and closes it with the page. */
export function CallOfRoom<U extends SessionUser>({ code, session, draft }: CallOfRoomProps<U>) {
  const [open, setOpen] = useState<OpenCall | null>(null);
  useEffect(() => {
    const opened = openCall(code, session);
    if (draft !== undefined) opened.chat.draft.set(draft.current);
    setOpen(opened);
    return () => {
      if (draft !== undefined) draft.current = opened.chat.draft.get();
      setOpen(null);
      opened.close();
    };
  }, [code, session, draft]);
  if (open === null) return <PageSkeleton />;
  return (
    <CallContext value={open.call}>
      <DeviceToasts />
      <CallPhases code={code} open={open} />
    </CallContext>
  );
}
