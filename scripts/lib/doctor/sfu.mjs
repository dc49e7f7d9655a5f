import { resolve } from 'node:path';
import { probeSfu } from '../../../tools/livekit/probe.mjs';
import { findParticipants, LIVEKIT_VERSION } from '../../../tools/livekit/program.mjs';
import { readRunningSfu } from '../../../tools/livekit/running.mjs';
import { repoRoot } from '../paths.mjs';
import { skewOf } from './clock.mjs';
import { failed, passed, skipped, warning } from './finding.mjs';
import { ask, describeNetworkError } from './web-client.mjs';

const NAME = 'SFU';
const MEDIA = 'SFU media';
/** LiveKit's check of a token, where browsers reach it. */
const VALIDATE = '/rtc/validate';
const TOKEN_SECONDS = 60;
/** Beyond this, LiveKit refuses tokens of a minute, with its tolerance of another one. */
const SKEW_MS = 60_000;

/** @typedef {import('./finding.mjs').Finding} Finding */
/** @typedef {import('../../../tools/livekit/probe.mjs').SfuApi} SfuApi */
/** @typedef {import('../../../tools/livekit/probe.mjs').Probed} Probed */
/** @typedef {{ udp: number | undefined, tcp: number | undefined }} Ports of media */

/**
 * Checks that the SFU answers, accepts Parley's tokens and forwards media, at the addresses that
 * browsers use.
 * @param {import('./target.mjs').Target} target
 * @param {{ findProgram?: typeof findParticipants, probe?: typeof probeSfu }} [replaced]
 * @returns {Promise<Finding[]>}
 */
export async function checkSfu(target, replaced = {}) {
  const { origin, env } = target;
  if (env?.SFU === 'off') return [skipped(NAME, 'it is turned off (SFU=off)')];
  const running = env && readRunningSfu(resolve(repoRoot, env.DATA_DIR || '.data'));
  if (running && running.state !== 'ready' && !env.LIVEKIT_URL) return [describeState(running)];
  const status = await ask(`${origin}/sfu${VALIDATE}`).then(
    (answer) => answer.status,
    () => 0,
  );
  // LiveKit refuses the request, because it has no token.
  if (status !== 401)
    return [describeNoAnswer(status, running !== undefined || !!env?.LIVEKIT_URL)];
  const own = ownKeyOf(env);
  const api = own?.url === undefined ? running?.api : { ...own, url: own.url };
  const key = api ?? own;
  if (key === undefined) {
    const reason = 'LiveKit answers, but only the server knows its key; run the doctor there too';
    return [skipped(NAME, reason)];
  }
  try {
    const finding = await checkKey(key, api?.url ?? `${origin}/sfu`);
    if (finding.status === 'failed') return [finding];
    // Docker Compose publishes only what clients need, and the room of a check needs more.
    if (api === undefined)
      return [
        finding,
        skipped(
          MEDIA,
          'LiveKit makes a room only for Parley itself; /check tests media in a browser',
        ),
      ];
    const ports = { udp: running?.udpPort, tcp: running?.tcpPort };
    return [finding, ...(await checkMedia(target, api, { ...replaced, ports }))];
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code !== 'ERR_MODULE_NOT_FOUND') throw error;
    return [skipped(NAME, 'the packages are not installed; run `npm start` once')];
  }
}

/**
 * @param {NodeJS.ProcessEnv | undefined} env
 * @returns {{ url: string | undefined, key: string, secret: string } | undefined} the key of the
 *   operator's own LiveKit
 */
function ownKeyOf(env) {
  const { LIVEKIT_URL: url, LIVEKIT_API_KEY: key, LIVEKIT_API_SECRET: secret } = env ?? {};
  return key && secret ? { url: url || undefined, key, secret } : undefined;
}

/**
 * @param {import('../../../tools/livekit/running.mjs').SfuState} running
 * @returns {Finding}
 */
function describeState({ state, detail = '' }) {
  switch (state) {
    case 'impossible':
      return warning(
        NAME,
        'there is neither livekit-server nor Go here, so meetings stay small',
        `Put livekit-server ${LIVEKIT_VERSION} on the PATH, or install Go 1.21 or later, and start Parley again.`,
      );
    case 'failed':
      return failed(
        NAME,
        `LiveKit could not be built: ${detail}`,
        `Put livekit-server ${LIVEKIT_VERSION} on the PATH, or correct what prevents the build (network, disk), and start Parley again.`,
      );
    case 'building':
      return warning(
        NAME,
        'LiveKit is being built, and meetings stay small until it is ready',
        'Wait until `npm start` says that LiveKit is ready, and run the doctor again.',
      );
    default:
      return warning(
        NAME,
        'LiveKit has just been started, and does not listen yet',
        'Run the doctor again in a moment. If this remains, look at what `npm start` says: its ports may be in use (SFU_UDP_PORT, SFU_TCP_PORT).',
      );
  }
}

/**
 * @param {number} status of the request through Parley; 0 without an answer
 * @param {boolean} isExpected whether there should be an SFU
 * @returns {Finding}
 */
function describeNoAnswer(status, isExpected) {
  if (status === 502) {
    return failed(
      NAME,
      'Parley is set up for LiveKit, which does not answer it',
      'Start LiveKit, and compare LIVEKIT_URL with its address. `npm start` starts its own again by itself, and says why it ended.',
    );
  }
  if (!isExpected) {
    return skipped(NAME, 'there is none, so meetings hold as many people as a mesh carries');
  }
  return failed(
    NAME,
    `LiveKit’s signaling is not reached at /sfu (${status || 'no answer'})`,
    'Let the proxy pass /sfu/ on to Parley, with WebSocket connections, and restart Parley if LIVEKIT_URL is new.',
  );
}

/**
 * Asks LiveKit whether it accepts a token, which is for no room.
 * @param {{ key: string, secret: string }} credentials
 * @param {string} base where LiveKit's /rtc is
 * @returns {Promise<Finding>}
 */
async function checkKey({ key, secret }, base) {
  const { AccessToken } = await import('livekit-server-sdk');
  const made = new AccessToken(key, secret, { identity: 'doctor', ttl: TOKEN_SECONDS });
  made.addGrant({ roomJoin: true, room: 'none' });
  const url = `${base.replace(/\/$/, '')}${VALIDATE}?access_token=${await made.toJwt()}`;
  try {
    const answer = await ask(url);
    const { status, body, askedAt, answeredAt } = answer;
    return judgeKey(status, body, skewOf(answer.headers.date, askedAt, answeredAt) ?? 0);
  } catch (error) {
    return failed(
      NAME,
      `${new URL(url).host} ${describeNetworkError(error)}`,
      'Start LiveKit, and compare LIVEKIT_URL with its address.',
    );
  }
}

/**
 * @param {number} status with which LiveKit answers a token
 * @param {string} body which may contain the token
 * @param {number} skewMs by which LiveKit's clock is ahead
 * @returns {Finding}
 */
export function judgeKey(status, body, skewMs) {
  if (status >= 500) return describeNoAnswer(502, true);
  const isTime = /token is expired|not valid yet|used before issued/.test(body);
  if (Math.abs(skewMs) > SKEW_MS || (status === 401 && isTime)) {
    const minutes = Math.max(1, Math.round(Math.abs(skewMs) / 60_000));
    const by = `is ${minutes} min ${skewMs > 0 ? 'ahead' : 'behind'}`;
    return failed(
      NAME,
      `LiveKit’s clock ${skewMs === 0 ? 'differs' : by}, so it ${status === 401 ? 'refuses' : 'may refuse'} Parley’s tokens`,
      'Switch on time synchronization on both machines (`timedatectl set-ntp true`).',
    );
  }
  if (status === 401 || status === 403) {
    const what = body.includes('invalid API key') ? 'does not know the key' : 'refuses the secret';
    return failed(
      NAME,
      `LiveKit ${what} that Parley uses`,
      'Give LIVEKIT_API_KEY and LIVEKIT_API_SECRET the values of `keys` in the configuration of LiveKit.',
    );
  }
  return passed(NAME, 'LiveKit answers through Parley and accepts the key');
}

/**
 * Publishes and receives, over UDP and then over TCP.
 * @param {import('./target.mjs').Target} target
 * @param {SfuApi} api
 * @param {{ findProgram?: typeof findParticipants, probe?: typeof probeSfu, ports: Ports }} options
 * @returns {Promise<Finding[]>}
 */
async function checkMedia({ origin, env = {} }, api, options) {
  const { findProgram = findParticipants, probe = probeSfu, ports } = options;
  const program = findProgram(env);
  if (program === undefined) {
    const reason = 'our program for it is not built (that needs Go); /check tests it in a browser';
    return [skipped(MEDIA, reason)];
  }
  const findings = [];
  for (const network of /** @type {const} */ (['udp', 'tcp'])) {
    /** @type {Probed} */
    const probed = await probe(program, { api, url: `${origin}/sfu`, network }).catch(
      (/** @type {Error} */ { message }) => ({ error: { code: 'failed', detail: message } }),
    );
    findings.push(describeMedia(network, probed, ports[network]));
    const { version } = probed;
    if (network === 'udp' && version !== undefined && version !== LIVEKIT_VERSION) {
      findings.push(
        warning(
          'SFU version',
          `LiveKit is ${version}`,
          `Use ${LIVEKIT_VERSION}, with which Parley is tested; others may work.`,
        ),
      );
    }
  }
  return findings;
}

/**
 * @param {'udp' | 'tcp'} network
 * @param {Probed} probed
 * @param {number | undefined} port undefined if only LiveKit's own configuration names it
 * @returns {Finding}
 */
function describeMedia(network, { error, firstAudioMs = 0, firstVideoMs = 0 }, port) {
  const protocol = network.toUpperCase();
  const name = `SFU over ${protocol}`;
  if (error === undefined) {
    return passed(name, `publishes and receives (${Math.max(firstAudioMs, firstVideoMs)} ms)`);
  }
  const which = port === undefined ? `the ${protocol} port` : `${protocol} port ${port}`;
  switch (error.code) {
    case 'refused':
      return failed(
        name,
        `the connection to /sfu is refused (${error.status ?? error.detail})`,
        'Let the proxy pass WebSocket connections to /sfu/ on to Parley, and set PUBLIC_URL to the address that users open.',
      );
    case 'no-connection':
    case 'no-media':
      return failed(
        name,
        error.code === 'no-media'
          ? 'media are sent, but do not arrive'
          : 'media do not get through',
        `Open ${which} of LiveKit in every firewall, and let SFU_NODE_IP (\`node_ip\` of your own LiveKit) be the address at which clients reach it.`,
      );
    default:
      return failed(name, error.detail, 'Look into the log of LiveKit and of Parley.');
  }
}
