import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createLogger } from './logger';
import { createTestApp, type TestApp } from './testing/test-app';

let parley: TestApp;
let logged = '';
const page = '<!doctype html><title>Parley</title>';
const webDirectory = mkdtempSync(join(tmpdir(), 'parley-web-'));
beforeAll(async () => {
  writeFileSync(join(webDirectory, 'index.html'), page);
  const logger = createLogger('info', { write: (line) => void (logged += line) });
  parley = await createTestApp({ app: { webDirectory, logger } });
});
afterAll(async () => {
  await parley.close();
  rmSync(webDirectory, { recursive: true });
});

test('every path that is not a file is the page', async () => {
  const { text } = await parley.api.get('/r/some-room').expect(200);
  expect(text).toBe(page);
});

test('a path that cannot be decoded is refused without a word about the server', async () => {
  const stderr = vi.spyOn(console, 'error');
  const { text, headers } = await parley.api.get('/%ff').expect(400);
  expect(text).toBe('Bad Request');
  expect(headers['content-type']).toMatch(/^text\/plain/);
  expect(stderr).not.toHaveBeenCalled();
  expect(logged).not.toContain('URIError');
});

test('a part that a file does not have is refused with the length of the file', async () => {
  const ranged = parley.api.get('/index.html').set('Range', 'bytes=9999-');
  const { headers, text } = await ranged.expect(416);
  expect(headers['content-range']).toBe(`bytes */${page.length}`);
  expect(text).toBe('Range Not Satisfiable');
});

test('a fault of the server itself is in the log with the id that the answer carries', async () => {
  symlinkSync('loop', join(webDirectory, 'loop'));
  const { text, headers } = await parley.api.get('/loop').expect(500);
  expect(text).toBe('Internal Server Error');
  expect(JSON.parse(logged)).toMatchObject({
    requestId: headers['x-request-id'],
    method: 'GET',
    err: { message: expect.stringContaining('ELOOP') },
  });
});
