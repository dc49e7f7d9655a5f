import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { API_SCOPES } from '@parley/shared/api-scopes';
import { ERROR_STATUS } from '@parley/shared/errors';
import { expect } from 'vitest';
import { test } from './platform/testing/parley-test';

const page = readFileSync(fileURLToPath(new URL('../../docs/api.md', import.meta.url)), 'utf8');
const blocks = [...page.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, commands = '']) => commands);

const hasTools = async () => {
  try {
    await promisify(execFile)('sh', ['-c', 'curl --version && jq --version']);
    return true;
  } catch {
    return false;
  }
};

test('the commands of docs/api.md lead from a new room to the record of its meeting', async ({
  parley,
  ana,
  skip,
}) => {
  skip(!(await hasTools()), 'needs curl and jq');
  const folder = mkdtempSync(join(tmpdir(), 'parley-api-'));
  const { body } = await parley.api
    .post('/api/users/me/api-keys')
    .set(...ana.bearer)
    .send({ name: 'docs', scopes: API_SCOPES, expiresInDays: 30 })
    .expect(201);
  /** Runs blocks one after another, as one user types them. @returns what they print */
  const run = async (commands: readonly string[], env: Record<string, string>) => {
    const { stdout } = await promisify(execFile)('bash', ['-c', commands.join('\n')], {
      cwd: folder,
      env: { ...process.env, PARLEY: parley.url, KEY: body.secret as string, ...env },
    });
    return stdout;
  };
  try {
    const [setUp = '', create = '', ...rest] = blocks;
    const invited = await run(['set -eu', setUp, create], {});
    const code = /\/r\/([\w-]+)/.exec(invited)?.[1] ?? '';
    const socket = await parley.connect(ana);
    await socket.join(code);
    await socket.ask('chat:send', { clientId: randomUUID(), text: 'Hello record' });
    await socket.ask('meeting:leave', {});
    // The last command is refused on purpose.
    const printed = await run(['set -u', setUp, ...rest], { CODE: code });
    expect(printed).toMatch(/^Ana was there for \d+ s$/m);
    expect(printed).toMatch(/ Ana: Hello record$/m);
    expect(printed).toMatch(/Z Weekly sync$/m);
    expect(printed.trim().endsWith('NOT_FOUND')).toBe(true);
    const read = (name: string) => readFileSync(join(folder, name), 'utf8');
    expect(read('record.md')).toContain('Ana: Hello record');
    expect(read('attendance.csv')).toContain('"Ana"');
    expect(read('room.csv')).toContain('"Ana"');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('docs/api.md names every scope, and no code or status that the server does not have', () => {
  for (const scope of API_SCOPES) expect(page).toContain(`\`${scope}\``);
  const rows = [...page.matchAll(/^\| (\d{3}) +\| `([A-Z_]+)`/gm)];
  expect(rows.length).toBeGreaterThan(5);
  const statuses: Readonly<Record<string, number>> = ERROR_STATUS;
  for (const [, status, code = ''] of rows)
    expect([code, Number(status)]).toEqual([code, statuses[code]]);
});
