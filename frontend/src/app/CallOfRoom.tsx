import { type RefObject, useEffect, useState } from 'react';
import { isOver } from '../call/session/call-machine';
import { DeviceToasts } from '../features/devices/DeviceToasts';
import { CallContext } from '../hooks/useCall';
import type { Session } from '../lib/session';
import type { SessionUser } from '../lib/session-user';
import { PageSkeleton } from '../ui/PageSkeleton';
import { CallPhases } from './CallPhases';
import { type OpenCall, openCall } from './open-call';

/** What a page knows of its call, and keeps for the next one. */
export interface KeptOfCall {
  /** The unsent text of the chat. */
  draft: string;
  /** Whether the call is over and its screen says why. */
  isOver: () => boolean;
}

interface CallOfRoomProps<U extends SessionUser> {
  code: string;
  session: Session<U>;
  kept?: RefObject<KeptOfCall>;
}

/** Opens the call of a room and closes it with the page. */
export function CallOfRoom<U extends SessionUser>({ code, session, kept }: CallOfRoomProps<U>) {
  const [open, setOpen] = useState<OpenCall | null>(null);
  useEffect(() => {
    const opened = openCall(code, session);
    if (kept !== undefined) {
      opened.chat.draft.set(kept.current.draft);
      kept.current.isOver = () => isOver(opened.call.snapshot.get().phase);
    }
    setOpen(opened);
    return () => {
      if (kept !== undefined) kept.current.draft = opened.chat.draft.get();
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
