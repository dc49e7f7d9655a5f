import { DEFAULT_RETENTION } from '@parley/shared/retention';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { Navigate, useLocation } from 'react-router';
import { useEntry } from '../features/guests/entry-api';
import { GuestJoin } from '../features/guests/GuestJoin';
import { RoomKeyNotice } from '../features/lobby/RoomKeyNotice';
import { NoSuchRoom } from '../features/meeting/NoSuchRoom';
import { useDependencies } from '../hooks/useDependencies';
import { GuestContext } from '../hooks/useGuest';
import { useRoomKey } from '../hooks/useRoomKey';
import { JoinControl } from '../hooks/useJoinControl';
import { hasCode } from '../lib/api-client-error';
import type { GuestIdentity } from '../lib/guest-identity';
import { accountNeededPath } from '../lib/next-path';
import { PageSkeleton } from '../ui/PageSkeleton';
import { CallFrame } from './CallFrame';
import { CallOfRoom } from './CallOfRoom';
import { KeptOfCall } from './kept-of-call';
import { RoomPage } from './RoomPage';

/** `/r/CODE` of a browser in which nobody is signed in. */
export function GuestCallPage() {
  return <RoomPage>{(code) => <GuestOfRoom key={code} code={code} />}</RoomPage>;
}

/**
 * Nothing opens before the entry is known: a browser must not ask for the camera on the way to the
 * sign-in page. Without an answer the lobby opens anyway, and shows the problem.
 */
function GuestOfRoom({ code }: { code: string }) {
  const { guestOf } = useDependencies();
  const guest = useMemo(() => guestOf(code), [guestOf, code]);
  const entry = useEntry(code);
  const { pathname, hash } = useLocation();
  const [kept] = useState(() => new KeptOfCall());
  const { round, hasEnded } = useRounds(guest, kept);
  const refetch = entry.refetch;
  const onRefused = useCallback(
    (error: unknown) => {
      if (hasCode(error, 'ACCOUNT_REQUIRED', 'NOT_FOUND')) void refetch();
    },
    [refetch],
  );
  const { problem } = useRoomKey(entry.data && code, entry.data?.keyCheck);
  const [isNamed, setIsNamed] = useState(false);
  const retention = entry.data && (entry.data.retention ?? DEFAULT_RETENTION);
  const join = useMemo(() => {
    const onNamed = (): void => setIsNamed(true);
    if (problem !== null) {
      return { isNamed, retention, control: <RoomKeyNotice {...{ code, problem }} /> };
    }
    const control = <GuestJoin {...{ guest, hasEnded, onNamed, onRefused }} />;
    return { isNamed, retention, control };
  }, [code, guest, hasEnded, isNamed, onRefused, problem, retention]);

  if (hasCode(entry.error, 'NOT_FOUND')) {
    return (
      <CallFrame>
        <NoSuchRoom />
      </CallFrame>
    );
  }
  if (entry.data?.guests === false) {
    return <Navigate replace to={accountNeededPath(`${pathname}${hash}`)} />;
  }
  if (entry.isPending) return <PageSkeleton />;
  return (
    <GuestContext value={guest}>
      <JoinControl value={join}>
        <CallOfRoom key={round} code={code} session={guest.session} kept={kept} />
      </JoinControl>
    </GuestContext>
  );
}

/**
 * Begins a new round, with the name page, whenever the server no longer accepts the guest: the token
 * expired, or it is for another room. Name and unsent text stay.
 */
function useRounds(guest: GuestIdentity, kept: KeptOfCall): { round: number; hasEnded: boolean } {
  const [rounds, setRounds] = useState({ round: 0, hasEnded: false });
  useEffect(() => {
    let wasIn = guest.name !== null;
    return guest.session.state.subscribe(() => {
      const isIn = guest.name !== null;
      // After a removal, the screen explains it.
      if (wasIn && !isIn && !kept.isOver())
        setRounds(({ round }) => ({ round: round + 1, hasEnded: true }));
      if (!wasIn && isIn) setRounds(({ round }) => ({ round, hasEnded: false }));
      wasIn = isIn;
    });
  }, [guest, kept]);
  return rounds;
}
