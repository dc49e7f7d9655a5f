import { createHmac } from 'node:crypto';
import type { IceServer } from '@parley/shared/media';
import type { Config } from '../platform/config';
import type { Secrets } from '../platform/secrets';

/** Renewed at every join, so it only has to outlast the making of one allocation. */
const TURN_LIFETIME_SECONDS = 600;

export interface MediaService {
  /** ICE servers for one account; TURN credentials are good for ten minutes. */
  iceServersFor(userId: string): IceServer[];
}

/**
 * STUN and TURN from the configuration; none by default, since a server of somebody else's would
 * learn everybody's address. With `TURN_SECRET` the credentials are coturn's time-limited ones
 * (draft-uberti-behave-turn-rest: HMAC-SHA1 over `expiry:user`).
 */
export function createMediaService(
  ice: Config['ice'],
  secrets: Pick<Secrets, 'turnSecret' | 'turnPassword'>,
  now: () => number,
): MediaService {
  return {
    iceServersFor(userId) {
      const servers: IceServer[] = [];
      if (ice.stunUrls.length > 0) servers.push({ urls: [...ice.stunUrls] });
      if (ice.turnUrls.length === 0) return servers;
      const urls = [...ice.turnUrls];
      if (secrets.turnSecret !== undefined) {
        const username = `${Math.floor(now() / 1000) + TURN_LIFETIME_SECONDS}:${userId}`;
        const credential = createHmac('sha1', secrets.turnSecret).update(username).digest('base64');
        servers.push({ urls, username, credential });
      } else if (ice.turnUsername !== undefined && secrets.turnPassword !== undefined) {
        servers.push({ urls, username: ice.turnUsername, credential: secrets.turnPassword });
      }
      return servers;
    },
  };
}
