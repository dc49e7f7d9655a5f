import type { CallSnapshot, RouteTrouble } from '../../call/session/call-snapshot';

/**
 * The part of the call that is lost: the server, all media, both, or nothing (null). On the SFU, all
 * media may be lost because there is none at the moment, or because this client cannot reach it.
 */
export type ConnectionLoss = 'server' | 'media' | 'everything' | RouteTrouble | null;

type Seen = Pick<CallSnapshot, 'phase' | 'remotes' | 'route'>;

/**
 * The loss that a snapshot shows. A participant who is reconnecting does not count as a loss of this
 * client, and one who was never reached does not count at all.
 */
export function lossOf({ phase, remotes: all, route }: Seen): ConnectionLoss {
  const remotes = reachable(all);
  const areLost = (of: Seen['remotes']) =>
    of.length > 0 && of.every(({ quality }) => quality === 'lost');
  if (phase === 'reconnecting') return areLost(remotes) ? 'everything' : 'server';
  if (phase !== 'live') return null;
  // In a mesh, a client that cannot reach the SFU misses nothing.
  if (route.kind === 'sfu' && route.trouble !== null) return route.trouble;
  return areLost(remotes.filter(({ participant }) => participant.connection === 'connected'))
    ? 'media'
    : null;
}

/**
 * The tone to play after a change, or null.
 *
 * @param before the loss before the change
 * @param now the snapshot after the change
 */
export function toneFor(before: ConnectionLoss, now: Seen): 'lost' | 'back' | null {
  const after = lossOf(now);
  if (before === null) return after === null ? null : 'lost';
  if (after !== null || now.phase !== 'live') return null;
  // The participants whose media was lost may have left.
  const isBack =
    before === 'server' || reachable(now.remotes).some(({ quality }) => quality !== 'lost');
  return isBack ? 'back' : null;
}

function reachable(remotes: Seen['remotes']): Seen['remotes'] {
  return remotes.filter(({ initialConnect }) => initialConnect !== 'timed-out');
}
