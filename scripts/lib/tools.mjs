import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot } from './paths.mjs';

/**
 * Path of a file in an installed package. npm installs a package inside its workspace if another
 * version is needed elsewhere.
 * @param {string} path such as `vite/bin/vite.js`
 * @param {string} [workspace] that uses the package; the root by default
 * @returns {string} absolute path
 */
export function toolPath(path, workspace = '.') {
  const own = join(repoRoot, workspace, 'node_modules', path);
  return existsSync(own) ? own : join(repoRoot, 'node_modules', path);
}
