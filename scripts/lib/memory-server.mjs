import { lookup } from 'node:dns/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { mongodbFolder, startMongod } from './mongod.mjs';
import { cacheDir, repoRoot } from './paths.mjs';

/** @type {import('./database-provider.mjs').DatabaseProvider} */
export const downloadedMongod = {
  name: 'MongoDB downloaded by mongodb-memory-server',
  keeps: mongodbFolder,
  find: async (context) => {
    const mongod = await memoryServerBinary(context);
    return () => startMongod(mongod, context);
  },
};

/**
 * Finds the mongod that mongodb-memory-server has downloaded before, or downloads it once. Its
 * three attempts take several seconds to fail, so this looks up the host name first.
 * @param {{ log: import('./log.mjs').Log, env: NodeJS.ProcessEnv }} context
 * @returns {Promise<string>} path of mongod
 * @throws if the download host cannot be resolved or the download fails
 */
async function memoryServerBinary({ log, env }) {
  const require = createRequire(join(repoRoot, 'backend', 'package.json'));
  const path = require.resolve('mongodb-memory-server-core');
  const { DryMongoBinary, MongoBinary } = await import(pathToFileURL(path).href);
  const downloadDir = join(cacheDir(env), 'mongodb');
  const options = await DryMongoBinary.generateOptions({ downloadDir });
  const present = await DryMongoBinary.locateBinary(options);
  if (present) return present;

  const host = downloadHost(env);
  await lookup(host).catch(() => {
    throw new Error(`its download host ${host} cannot be resolved`);
  });
  log('Downloading MongoDB (once, about 100 MB, 10 to 60 s).');
  return MongoBinary.getPath({ downloadDir });
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {string} the host from which mongodb-memory-server downloads mongod
 */
function downloadHost(env) {
  return new URL(env.MONGOMS_DOWNLOAD_MIRROR || 'https://fastdl.mongodb.org').hostname;
}
