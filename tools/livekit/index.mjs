import { randomBytes } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { outsideAddresses } from '../../scripts/lib/local-names.mjs';
import { accepts, freePort, probePort, probeUdpPort } from '../../scripts/lib/ports.mjs';
import { end, startNode } from '../../scripts/lib/processes.mjs';
import { configurationOf } from './configuration.mjs';
import { buildProgram, findProgram, LIVEKIT_VERSION, versionOf } from './program.mjs';

/** @typedef {import('../../scripts/lib/log.mjs').Log} Log */
/** @typedef {import('./configuration.mjs').SfuSettings} SfuSettings */
/** @typedef {import('./running.mjs').RunningSfu} RunningSfu */
/** @typedef {import('./running.mjs').SfuState} SfuState */

/** LiveKit does not watch its stdin, and would outlive a killed `npm start`. */
const runProgram = fileURLToPath(new URL('../../scripts/lib/run-program.mjs', import.meta.url));
const FIRST_PAUSE_MS = 1_000;
const LOOK_MS = 200;
const LONGEST_PAUSE_MS = 30_000;
/** A LiveKit that ran this long had started well. */
const HEALTHY_MS = 60_000;
/** It lets participants go for a moment, and then ends. */
const STOP_LIMIT_MS = 5_000;

/**
 * The SFU of an installation.
 * @typedef {object} Sfu
 * @property {Record<string, string>} variables with which Parley's server finds it; empty without one
 * @property {() => Promise<void>} stop
 */

/** @type {Sfu} */
const NONE = { variables: {}, stop: () => Promise.resolve() };

/**
 * @typedef {object} StartOptions
 * @property {NodeJS.ProcessEnv} env
 * @property {Log} log
 * @property {Promise<unknown>} [after] nothing runs or is built before it resolves, so that the start
 *   of Parley is not slower
 * @property {(sfu: RunningSfu) => void} [note] called whenever the state changes
 * @property {string} [webhookUrl] Parley's, if LiveKit can reach it
 * @property {typeof findProgram} [find]
 * @property {typeof buildProgram} [build]
 * @property {number} [pauseMs] before LiveKit is started again for the first time
 */

/**
 * Runs an SFU beside Parley, if one is possible here: the operator's (`LIVEKIT_URL`), which is not
 * ours to run; `livekit-server` on the PATH; one that was built before; or one that this builds in
 * the background. Returns at once. The server asks by itself whether the SFU is there.
 * @param {StartOptions} options
 * @returns {Promise<Sfu>}
 */
export async function startSfu({ env, log, after, note = () => {}, ...more }) {
  if (env.SFU === 'off' || env.LIVEKIT_URL) return NONE;
  const { find = findProgram, build = buildProgram, pauseMs = FIRST_PAUSE_MS, webhookUrl } = more;
  const settings = { ...(await settingsOf(env)), webhookUrl };
  const { key, secret, udpPort, tcpPort } = settings;
  const api = { url: `http://127.0.0.1:${settings.port}`, key, secret };
  const stopping = new AbortController();
  const { signal } = stopping;
  /** @param {SfuState} state */
  const tell = (state) => {
    if (!signal.aborted) note({ ...state, api, udpPort, tcpPort });
  };
  tell({ state: 'starting' });
  /** @type {Promise<void>} */
  let running = Promise.resolve();
  const work = async () => {
    await after;
    if (signal.aborted) return;
    const program = await findOrBuild({ env, log, find, build, tell });
    if (program === undefined || signal.aborted) return;
    running = keepRunning(program, { env, log, settings, signal, pauseMs, tell });
  };
  work().catch((/** @type {Error} */ { message }) => {
    if (signal.aborted) return;
    tell({ state: 'failed', detail: message });
    log(`No SFU: LiveKit could not be built. Rooms stay small. ${message}`);
  });
  return {
    variables: {
      LIVEKIT_URL: api.url,
      LIVEKIT_API_KEY: key,
      LIVEKIT_API_SECRET: secret,
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

/**
 * @param {number} port on loopback
 * @param {AbortSignal} signal
 * @returns {Promise<void>} resolves when something listens there
 * @throws after `signal`
 */
async function listens(port, signal) {
  while (!(await accepts({ port, host: '127.0.0.1' }))) {
    await sleep(LOOK_MS, undefined, { signal });
  }
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Omit<SfuSettings, 'webhookUrl'>>} with a new key: no token outlives a start
 */
async function settingsOf(env) {
  const [firstOutside] = outsideAddresses();
  const nodeIp = env.SFU_NODE_IP || firstOutside || '127.0.0.1';
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return {
    port: await freePort(),
    udpPort: await chosenPort(env.SFU_UDP_PORT, 7882, probeUdpPort),
    tcpPort: await chosenPort(env.SFU_TCP_PORT, 7881, probePort),
    nodeIp,
    isOwnAddress: own.some(({ address }) => address === nodeIp),
    stunServers: (env.STUN_URLS ?? '')
      .split(',')
      .map((url) => url.trim().replace(/^stun:/, ''))
      .filter(Boolean),
    key: 'parley',
    secret: randomBytes(32).toString('base64url'),
  };
}

/**
 * A second Parley on one machine, whose operator chose no ports, takes others.
 * @param {string | undefined} text
 * @param {number} usual
 * @param {(port: number) => Promise<number>} probe
 */
async function chosenPort(text, usual, probe) {
  return text ? Number(text) : probe(usual).catch(() => probe(0));
}

/**
 * @param {{ env: NodeJS.ProcessEnv, log: Log, find: typeof findProgram, build: typeof buildProgram,
 *   tell: (state: SfuState) => void }} options
 * @returns {Promise<string | undefined>} undefined if no SFU is possible here
 * @throws if the build fails
 */
async function findOrBuild({ env, log, find, build, tell }) {
  const found = find(env);
  if (found !== undefined) {
    const version = await versionOf(found, env);
    if (version !== undefined && version !== LIVEKIT_VERSION) {
      log(`${found} is LiveKit ${version}; Parley is tested with ${LIVEKIT_VERSION}.`);
    }
    return found;
  }
  const built = await build(env, () => {
    tell({ state: 'building' });
    log('Building LiveKit in the background, for large rooms (once, a few minutes).');
  });
  if (built === undefined) {
    tell({ state: 'impossible' });
    log('No SFU: there is neither livekit-server nor Go 1.21 or later. Rooms stay small.');
  }
  return built;
}

/**
 * Runs the program until `signal`, and again whenever it ends, after growing pauses.
 * @param {string} program
 * @param {{ env: NodeJS.ProcessEnv, log: Log, settings: SfuSettings, signal: AbortSignal,
 *   pauseMs: number, tell: (state: SfuState) => void }} options
 */
async function keepRunning(program, { env, log, settings, signal, pauseMs, tell }) {
  let pause = pauseMs;
  listens(settings.port, signal).then(
    () => {
      tell({ state: 'ready' });
      log('LiveKit is ready: large rooms are possible.');
    },
    () => {},
  );
  while (!signal.aborted) {
    const startedAt = performance.now();
    // In the environment, because every account of the machine can read command lines.
    const LIVEKIT_CONFIG = configurationOf(settings);
    const owned = startNode([runProgram, program], { env: { ...env, LIVEKIT_CONFIG } });
    let lastLine = '';
    for (const stream of [owned.child.stdout, owned.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        lastLine = String(text).trim().split('\n').at(-1) ?? '';
      });
    }
    const stop = () => void end(owned, { limitMs: STOP_LIMIT_MS });
    signal.addEventListener('abort', stop, { once: true });
    const { code } = await owned.exited.catch((error) => ({ code: String(error) }));
    signal.removeEventListener('abort', stop);
    if (signal.aborted) return;
    if (performance.now() - startedAt > HEALTHY_MS) pause = pauseMs;
    // One that cannot start is told once, not every time.
    if (pause === pauseMs) log(`LiveKit has ended (${code}) and starts again. ${lastLine}`);
    await sleep(pause, undefined, { signal }).catch(() => {});
    pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
  }
}
