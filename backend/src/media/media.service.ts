import { createHmac } from 'node:crypto';
import type { IceServer } from '@parley/shared/media';
import type { Config } from '../platform/config';
import type { Secrets } from '../platform/secrets';

/** Renewed at every join and by `ice:renew`, so it only has to outlast one allocation's making. */
const TURN_LIFETIME_SECONDS = 600;

export interface MediaService {
  /**
   * ICE servers for one account, in one room where it is known which; TURN credentials are good for
   * ten minutes.
   */
  iceServersFor(userId: string, roomId?: string): IceServer[];
}

/**
 * STUN and TURN from the configuration; none by default, since a server of somebody else's would
 * learn everybody's address. With `TURN_SECRET` the credentials are coturn's time-limited ones
 * (draft-uberti-behave-turn-rest: HMAC-SHA1 over `expiry:user`), where the user is the account and
 * the room: the meeting's id may not exist yet while connections are made in the lobby.
 */
export function createMediaService(
  ice: Config['ice'],
  secrets: Pick<Secrets, 'turnSecret' | 'turnPassword'>,
  now: () => number,
): MediaService {
  return {
    iceServersFor(userId, roomId) {
      const servers: IceServer[] = [];
      if (ice.stunUrls.length > 0) servers.push({ urls: [...ice.stunUrls] });
      if (ice.turnUrls.length === 0) return servers;
      const urls = [...ice.turnUrls];
      if (secrets.turnSecret !== undefined) {
        const expiry = Math.floor(now() / 1000) + TURN_LIFETIME_SECONDS;
        const username = [expiry, userId, roomId].filter((part) => part !== undefined).join(':');
        const credential = createHmac('sha1', secrets.turnSecret).update(username).digest('base64');
        servers.push({ urls, username, credential });
      } else if (ice.turnUsername !== undefined && secrets.turnPassword !== undefined) {
        servers.push({ urls, username: ice.turnUsername, credential: secrets.turnPassword });
      }
      return servers;
    },
  };
}
