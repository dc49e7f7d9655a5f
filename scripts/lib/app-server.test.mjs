import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startAppServer } from './app-server.mjs';

/** @type {string} */
let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** @param {string} script */
function startServer(script) {
  const file = join(folder, 'server.mjs');
  writeFileSync(file, script);
  const logFile = join(folder, 'server.log');
  return startAppServer({ args: [file], cwd: folder, env: process.env, logFile });
}

test('for a wrong setting, the error is only the message of the server', async () => {
  const starting = startServer(`
    console.log('{"level":30,"msg":"starting"}');
    console.error('MONGODB_URI is wrong.');
    process.exitCode = 78;`);
  await expect(starting).rejects.toThrow(/^MONGODB_URI is wrong\.$/);
});

test('for any other end before the server is ready, the error contains the last lines', async () => {
  const starting = startServer(`
    console.log('{"level":30,"msg":"starting"}');
    process.exitCode = 3;`);
  await expect(starting).rejects.toThrow(/ended \(3\) before it was ready\.\n.*starting/);
});
