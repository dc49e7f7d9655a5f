import { createHmac } from 'node:crypto';
import type { IceServer } from '@parley/shared/ice';
import type { Config } from '../platform/config';
import type { Secrets } from '../platform/secrets';
import { TurnUsernames } from './turn-usernames';

/** Without a room, credentials serve only a check of the relay (`/check`), which takes seconds. */
const CHECK_LIFETIME_SECONDS = 120;

export interface IceService {
  /**
   * Returns the ICE servers for a user in a room. TURN credentials are valid for
   * `TURN_LIFETIME_SECONDS`, and without a room for two minutes at most.
   */
  iceServersFor(userId: string, roomId?: string): IceServer[];
}

/**
 * Creates the service that hands out STUN and TURN servers from the configuration. There are none by
 * default, because a third party's server would learn the address of every user. With `TURN_SECRET`,
 * credentials are coturn's time-limited ones (draft-uberti-behave-turn-rest: HMAC-SHA1 over
 * `expiry:user`), where the user part names the account and the room (docs/decisions/012).
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
    // The other half of the lifetime bridges an outage of our server.
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
