import type { CallSnapshot } from '../../call/session/call-snapshot';

/** What of the call is lost: the server, all sound and pictures, both, or nothing. */
export type ConnectionLoss = 'server' | 'media' | 'everything' | null;

type Seen = Pick<CallSnapshot, 'phase' | 'remotes'>;

/**
 * Who is away by what the server says is no loss of one's own, and who never was reached is none
 * at all.
 */
export function lossOf({ phase, remotes: all }: Seen): ConnectionLoss {
  const remotes = reachable(all);
  const areLost = (of: Seen['remotes']) =>
    of.length > 0 && of.every(({ quality }) => quality === 'lost');
  if (phase === 'reconnecting') return areLost(remotes) ? 'everything' : 'server';
  if (phase !== 'live') return null;
  return areLost(remotes.filter(({ participant }) => participant.connection === 'connected'))
    ? 'media'
    : null;
}

/** What is heard when a call goes from one loss to another; `now` is seen after the change. */
export function soundOf(before: ConnectionLoss, now: Seen): 'lost' | 'back' | null {
  const after = lossOf(now);
  if (before === null) return after === null ? null : 'lost';
  if (after !== null || now.phase !== 'live') return null;
  // Those whose media was lost may also have gone.
  const isBack =
    before === 'server' || reachable(now.remotes).some(({ quality }) => quality !== 'lost');
  return isBack ? 'back' : null;
}

function reachable(remotes: Seen['remotes']): Seen['remotes'] {
  return remotes.filter(({ initialConnect }) => initialConnect !== 'timed-out');
}
