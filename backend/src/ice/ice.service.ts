import { createHmac } from 'node:crypto';
import type { IceServer } from '@parley/shared/ice';
import type { Config } from '../platform/config';
import type { Secrets } from '../platform/secrets';
import { TurnUsernames } from './turn-usernames';

/** Outside a room they are for a look at the way through the relay (`/check`), which takes seconds. */
const CHECK_LIFETIME_SECONDS = 120;

export interface IceService {
  /**
   * ICE servers for one account, in one room where it is known which; TURN credentials are good for
   * `TURN_LIFETIME_SECONDS` there, otherwise for two minutes at most.
   */
  iceServersFor(userId: string, roomId?: string): IceServer[];
}

/**
 * STUN and TURN from the configuration; none by default, since a server of somebody else's would
 * learn everybody's address. With `TURN_SECRET` the credentials are coturn's time-limited ones
 * (draft-uberti-behave-turn-rest: HMAC-SHA1 over `expiry:user`), where the user is the account and
 * the room (docs/decisions/012).
 */
export function createIceService(
  ice: Config['ice'],
  secrets: Pick<Secrets, 'turnSecret' | 'turnPassword'>,
  now: () => number,
): IceService {
  const usernames = new TurnUsernames(now);

  function timeLimited(turnSecret: string, userId: string, roomId: string | undefined) {
    const { turnLifetimeSeconds } = ice;
    const seconds =
      roomId === undefined
        ? Math.min(CHECK_LIFETIME_SECONDS, turnLifetimeSeconds)
        : turnLifetimeSeconds;
    const expiry = Math.floor(now() / 1000) + seconds;
    const username = `${expiry}:${usernames.nameFor(userId, roomId)}`;
    const credential = createHmac('sha1', turnSecret).update(username).digest('base64');
    // Half of it leaves time for a server that is away.
    return { username, credential, refreshAfterSeconds: Math.floor(seconds / 2) };
  }

  return {
    iceServersFor(userId, roomId) {
      const servers: IceServer[] = [];
      if (ice.stunUrls.length > 0) servers.push({ urls: [...ice.stunUrls] });
      if (ice.turnUrls.length === 0) return servers;
      const urls = [...ice.turnUrls];
      if (secrets.turnSecret !== undefined) {
        servers.push({ urls, ...timeLimited(secrets.turnSecret, userId, roomId) });
      } else if (ice.turnUsername !== undefined && secrets.turnPassword !== undefined) {
        servers.push({ urls, username: ice.turnUsername, credential: secrets.turnPassword });
      }
      return servers;
    },
  };
}
