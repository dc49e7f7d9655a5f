import { randomBytes } from 'node:crypto';
import { collect, start } from '../../scripts/lib/processes.mjs';

const ROOM_SECONDS = 60;
/** The program's own limits are shorter. */
const LIMIT_MS = 45_000;

/**
 * How to ask LiveKit itself.
 * @typedef {object} SfuApi
 * @property {string} url such as `http://127.0.0.1:7880`
 * @property {string} key
 * @property {string} secret
 */

/**
 * What `participants probe` has found; see README.md.
 * @typedef {object} Probed
 * @property {'udp' | 'tcp'} [network]
 * @property {string} [version] of LiveKit
 * @property {number} [firstAudioMs]
 * @property {number} [firstVideoMs]
 * @property {{ code: string, detail: string, status?: number }} [error] absent if media arrived
 */

/**
 * Lets one participant publish and another one receive in a room of LiveKit that is deleted afterwards.
 * @param {string} program path of `participants`
 * @param {{ api: SfuApi, url: string, network: 'udp' | 'tcp' }} options `url` is where clients reach
 *   LiveKit's signaling, such as `http://localhost:3000/sfu`
 * @returns {Promise<Probed>}
 * @throws if LiveKit does not answer at `api.url` or refuses the key; ERR_MODULE_NOT_FOUND if the
 *   packages are not installed
 */
export async function probeSfu(program, { api, url, network }) {
  const { AccessToken, RoomServiceClient } = await import('livekit-server-sdk');
  const rooms = new RoomServiceClient(api.url, api.key, api.secret, { requestTimeout: 5 });
  const room = `check-${randomBytes(8).toString('hex')}`;
  await rooms.createRoom({ name: room, emptyTimeout: ROOM_SECONDS, maxParticipants: 2 });
  const token = (/** @type {string} */ identity, /** @type {boolean} */ isPublisher) => {
    const made = new AccessToken(api.key, api.secret, { identity, ttl: ROOM_SECONDS });
    made.addGrant({ roomJoin: true, room, canPublish: isPublisher, canSubscribe: !isPublisher });
    return made.toJwt();
  };
  try {
    const tokens = {
      publisher: await token('publisher', true),
      subscriber: await token('subscriber', false),
    };
    const args = ['probe', '-url', url, '-network', network, '-limit', '10s', '-insecure'];
    const owned = start(program, [...args, '-layers', '180'], { timeout: LIMIT_MS });
    owned.child.stdin?.end(JSON.stringify(tokens));
    return judge(await collect(owned));
  } finally {
    await rooms.deleteRoom(room).catch(() => {
      // LiveKit has gone, or closes the empty room by itself.
    });
  }
}

/**
 * @param {{ output: string, signal: NodeJS.Signals | null }} result
 * @returns {Probed}
 */
function judge({ output, signal }) {
  const line = output.split('\n').find((each) => each.startsWith('{'));
  if (line !== undefined) return JSON.parse(line);
  return { error: { code: 'failed', detail: output.trim() || `it ended with ${signal}` } };
}
