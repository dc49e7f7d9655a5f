import { parseRoomCode } from '@parley/shared/room-code';
import type { ReactNode } from 'react';
import { Navigate, useLocation, useParams } from 'react-router';
import { CannotCall } from '../features/meeting/CannotCall';
import { NoSuchRoom } from '../features/meeting/NoSuchRoom';
import { hasWebRtc } from '../lib/has-web-rtc';
import { paths } from '../lib/paths';
import { CallFrame } from './CallFrame';

/** The frame of `/r/CODE` for accounts and guests. Another spelling redirects to the canonical one. */
export function RoomPage({ children }: { children: (code: string) => ReactNode }) {
  const { code: typed = '' } = useParams();
  const { hash } = useLocation();
  const code = parseRoomCode(typed);
  if (code === null) {
    return (
      <CallFrame>
        <NoSuchRoom />
      </CallFrame>
    );
  }
  if (code !== typed) return <Navigate to={`${paths.room(code)}${hash}`} replace />;
  if (!hasWebRtc()) {
    return (
      <CallFrame>
        <CannotCall code={code} />
      </CallFrame>
    );
  }
  return children(code);
}
