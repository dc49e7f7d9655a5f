/** `npm start`: installs, builds and runs Parley, also from a fresh checkout. */
import { join } from 'node:path';
import { startAppServer } from './lib/app-server.mjs';
import { build } from './lib/build.mjs';
import { ensureCertificate, renewCertificate } from './lib/certificate.mjs';
import { startDatabase, withDatabaseName } from './lib/database.mjs';
import { addressOf, loadEnvironment, makeDataDir, portOf, schemeOf } from './lib/environment.mjs';
import { parseFlags } from './lib/flags.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { addressesForOthers, localNames } from './lib/local-names.mjs';
import { describeError, log, UserError } from './lib/log.mjs';
import { repoRoot } from './lib/paths.mjs';
import { noteRunningDatabase } from './lib/running-database.mjs';
import { runScript } from './lib/shutdown.mjs';
import { startSfu } from '../tools/livekit/index.mjs';
import { noteRunningSfu } from '../tools/livekit/running.mjs';

/** How often to look for a new address of this machine. */
const checkAddressesMs = 30_000;

const flags = parseFlags('npm start', 'Installs, builds what changed, finds a database and runs.', {
  flags: {
    https: {
      type: 'boolean',
      help: 'HTTPS for other devices in this network, with a generated certificate.',
    },
  },
  notes:
    'PORT (3000), HOST, DATA_DIR (.data), MONGODB_URI and the other variables of .env.example\n' +
    'come from the environment or from .env. Ctrl-C stops everything.',
});

/** @param {import('./lib/shutdown.mjs').Lifetime} lifetime */
async function main({ defer, isEnding }) {
  const env = loadEnvironment();
  const dataDir = makeDataDir(env);
  const logFile = join(dataDir, 'server.log');
  const port = await portOf(env);
  await ensureInstalled({ root: repoRoot, log, env });
  const tls = flags.https === true ? await certificateFor(env, dataDir) : {};
  const isGenerated = 'TLS_CERT_FILE' in tls;

  const startingDatabase = startDatabase({ dataDir, log, env }).then((database) => {
    defer(database.stop);
    const forget = noteRunningDatabase(dataDir, withDatabaseName(database, 'parley'));
    defer(async () => forget());
    return database;
  });
  const [database] = await Promise.all([startingDatabase, build({ log, env })]);

  const scheme = schemeOf({ ...env, ...tls });
  // LiveKit would not trust a certificate of this machine; its webhooks are only hints.
  const webhookUrl =
    scheme === 'http' ? `${addressOf(env.HOST, port, scheme)}/sfu/webhook` : undefined;
  let isRunning = () => {};
  const after = new Promise((/** @type {(value?: undefined) => void} */ resolve) => {
    isRunning = resolve;
  });
  let forgetSfu = () => {};
  const note = (/** @type {import('../tools/livekit/running.mjs').RunningSfu} */ state) => {
    forgetSfu = noteRunningSfu(dataDir, state);
  };
  const sfu = await startSfu({ env, log, after, note, ...(webhookUrl && { webhookUrl }) });
  defer(async () => {
    await sfu.stop();
    forgetSfu();
  });
  const server = await startAppServer({
    args: ['--enable-source-maps', join('backend', 'dist', 'server.js')],
    cwd: repoRoot,
    env: {
      ...env,
      ...tls,
      ...sfu.variables,
      MONGODB_URI: withDatabaseName(database, 'parley'),
      PORT: String(port),
      DATA_DIR: dataDir,
    },
    logFile,
  });
  defer(server.stop);
  const address = addressOf(env.HOST, server.port, scheme);
  log(`Parley is running at ${address} (Ctrl-C stops it).`);
  if (flags.https === true) logAddresses(env, server.port, isGenerated);
  isRunning();
  if (isGenerated) {
    const stop = renewCertificate({
      dataDir,
      find: localNames,
      everyMs: checkAddressesMs,
      onRenewed: () => {
        log(
          'Renewed the certificate: it lacked an address of this machine or was about to expire.',
        );
        logAddresses(env, server.port, isGenerated);
      },
      onError: (error) => log(`The certificate could not be renewed: ${describeError(error)}`),
    });
    defer(() => Promise.resolve(stop()));
  }

  const databaseEnded = database.exited?.then((lastOutput) => {
    throw new UserError(`The database (${database.kind}) has ended unexpectedly. ${lastOutput}`);
  });
  const { code, signal } = await Promise.race([server.exited, databaseEnded ?? server.exited]);
  if (isEnding()) return 0;
  log(`The server has ended unexpectedly (${signal ?? `exit code ${code}`}); see ${logFile}.`);
  return code ?? 1;
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} dataDir
 * @returns {Promise<NodeJS.ProcessEnv>} variables for a generated certificate, or none if the
 *   environment names one
 */
async function certificateFor(env, dataDir) {
  if (env.TLS_CERT_FILE || env.TLS_KEY_FILE) return {};
  const { certFile, keyFile, isNewAuthority } = await ensureCertificate({
    dataDir,
    ...localNames(),
  });
  if (isNewAuthority) log('Generated a certificate authority, and a certificate for this machine.');
  return { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile };
}

/**
 * Logs the addresses for other devices and how they trust a generated certificate.
 * @param {NodeJS.ProcessEnv} env
 * @param {number} port
 * @param {boolean} isGenerated whether the certificate was generated here
 */
function logAddresses(env, port, isGenerated) {
  const [first, ...more] = addressesForOthers(env.HOST, port);
  if (first === undefined) return;
  log(`On other devices in this network: ${[first, ...more].join(' or ')}`);
  if (!isGenerated) return;
  log(
    'The browser warns about the certificate once; that is enough for Chrome, Edge and Firefox on ' +
      'computers and Android.',
  );
  log(
    `iPhones, iPads and Safari must trust it before they can call: open ${first}/parley-ca.crt ` +
      'there, install the profile (Settings > General > VPN & Device Management), and turn it on ' +
      '(Settings > General > About > Certificate Trust Settings).',
  );
}

await runScript(main, { interruptedCode: 0, onInterrupt: () => log('Stopping Parley.') });
