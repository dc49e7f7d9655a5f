import { entryEndpoints } from '@parley/shared/entry';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useDependencies } from '../../hooks/useDependencies';
import { HOSTING } from '../../lib/query-keys';
import { SocketClient } from '../../socket/socket-client';
import { socketTokensOf } from '../../socket/socket-tokens';
import { KnockFeed } from './knock-feed';
import { WaitingRoom } from './WaitingRoom';

/** How long the answer to "may somebody wait for me?" is used, in milliseconds. */
const STALE_MS = 5 * 60_000;

/**
 * Shows who waits on the pages outside of a call. It opens a socket only for users in whose rooms
 * people may have to wait (docs/decisions/063).
 */
export function KnockWatch() {
  const { api } = useDependencies();
  const { data } = useQuery({
    queryKey: HOSTING,
    queryFn: ({ signal }) => api.call(entryEndpoints.readHosting, {}, { signal }),
    staleTime: STALE_MS,
  });
  return data?.hasWaitingRoom === true ? <Watching /> : null;
}

function Watching() {
  const { session } = useDependencies();
  const [feed, setFeed] = useState<KnockFeed | null>(null);
  useEffect(() => {
    const socket = new SocketClient({
      tokens: socketTokensOf(session),
      onSignedOut: () => session.recheck(),
    });
    const opened = new KnockFeed({ channel: socket });
    socket.open();
    setFeed(opened);
    return () => {
      opened.close();
      socket.close();
    };
  }, [session]);
  return feed && <WaitingRoom feed={feed} />;
}
