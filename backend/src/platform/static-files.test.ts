import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createLogger } from './logger';
import { createTestApp, type TestApp } from './testing/test-app';

let parley: TestApp;
let logged = '';
const page = '<!doctype html><head><title>Parley</title></head><body></body>';
const icon = '<svg xmlns="http://www.w3.org/2000/svg"/>';
const script = 'export const answer = 42;\n'.repeat(100);
const routes = [
  { path: '/', signedIn: true, scripts: ['/assets/dashboard.js'] },
  { path: '/check', signedIn: false, scripts: ['/assets/check.js'] },
  { path: '/r/:code', scripts: ['/assets/call.js', '/assets/base.js'] },
];
const webDirectory = mkdtempSync(join(tmpdir(), 'parley-web-'));
beforeAll(async () => {
  for (const folder of ['assets', '.vite']) mkdirSync(join(webDirectory, folder));
  const put = (name: string, content: string | Buffer) =>
    writeFileSync(join(webDirectory, name), content);
  put('index.html', page);
  put('favicon.svg', icon);
  put('.vite/landing.html', '<style nonce="__CSP_NONCE__"></style><h1>Parley</h1>');
  put('.vite/routes.json', JSON.stringify(routes));
  put('assets/a.js', script);
  put('assets/a.js.br', brotliCompressSync(script));
  put('assets/a.js.gz', gzipSync(script));
  const logger = createLogger('info', { write: (line) => void (logged += line) });
  parley = await createTestApp({ app: { webDirectory, logger } });
});
afterAll(async () => {
  await parley.close();
  rmSync(webDirectory, { recursive: true });
});

/** The `Accept` header of a browser that opens a page. */
const HTML = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const askFor = (encoding: string, path = '/assets/a.js') =>
  parley.api.get(path).set('Accept-Encoding', encoding);
const scriptsOf = (text: string) =>
  [...text.matchAll(/rel="modulepreload" crossorigin href="([^"]+)"/g)].map(([, file]) => file);

test('every path that is not a file gets the page', async () => {
  const { text } = await parley.api.get('/somewhere/else').expect(200);
  expect(text).toBe(page);
});

test.each([
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip', 'gzip'],
  ['br;q=0, gzip;q=0.5', 'gzip'],
  ['gzip;q=1.0, br;q=0.1', 'br'],
  ['identity', undefined],
  ['', undefined],
])('a file for Accept-Encoding %j is sent as %s', async (accepted, encoding) => {
  const { headers, text } = await askFor(accepted).expect(200);
  expect(headers['content-encoding']).toBe(encoding);
  expect(headers['content-type']).toMatch(/^text\/javascript/);
  expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect(headers.vary).toContain('Accept-Encoding');
  expect(text).toBe(script);
  const most = encoding === undefined ? script.length : script.length / 2;
  expect(Number(headers['content-length'])).toBeLessThanOrEqual(most);
});

test('each encoding of a file has its own ETag and gets 304 the second time', async () => {
  const tags = new Set<string>();
  for (const encoding of ['br', 'gzip', 'identity']) {
    const { headers } = await askFor(encoding).expect(200);
    await askFor(encoding).set('If-None-Match', String(headers['etag'])).expect(304);
    tags.add(String(headers['etag']));
  }
  expect(tags.size).toBe(3);
});

test('search engines may not list the page of share links', async () => {
  const shared = await parley.api.get('/shared').expect(200);
  expect(shared.headers['x-robots-tag']).toBe('noindex');
  expect(shared.headers['referrer-policy']).toBe('no-referrer');
  const other = await parley.api.get('/check').expect(200);
  expect(other.headers).not.toHaveProperty('x-robots-tag');
});

test('the page preloads the scripts of the route, for signed-in and signed-out users', async () => {
  const room = await parley.api.get('/r/some-room').expect(200);
  expect(scriptsOf(room.text)).toEqual(['/assets/call.js', '/assets/base.js']);
  const signedOut = await parley.api.get('/check').expect(200);
  expect(scriptsOf(signedOut.text)).toEqual(['/assets/check.js']);
  const cookie = `parley_rt=${'a'.repeat(43)}`;
  const signedIn = await parley.api.get('/').set('Cookie', cookie).expect(200);
  expect(scriptsOf(signedIn.text)).toEqual(['/assets/dashboard.js']);
});

test('signed-out users get the rendered landing page with a new nonce', async () => {
  const nonces = new Set<string>();
  for (const encoding of ['br', 'gzip', 'identity']) {
    const { text, headers } = await askFor(encoding, '/').expect(200);
    const nonce = /'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1];
    expect(text).toBe(`<style nonce="${nonce}"></style><h1>Parley</h1>`);
    expect(headers['content-encoding']).toBe(encoding === 'identity' ? undefined : encoding);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', vary: 'Accept-Encoding' });
    nonces.add(String(nonce));
  }
  expect(nonces.size).toBe(3);
});

test.each(['/index.html', '//index.html', '/%69ndex.html', '/x/../index.html', '/INDEX.HTML'])(
  'the page without a nonce is not served at %s',
  async (path) => {
    const { headers } = await parley.api.get(path).expect(308);
    expect(headers['location']).toBe('/');
  },
);

test('files that the build writes for the server are not served', async () => {
  const { text } = await parley.api.get('/.vite/routes.json').expect(200);
  expect(text).toBe(page);
});

test.each(['/r/50%', '/r/team%2', '/history/%zz', '/%ff'])(
  'the path %s, which cannot be decoded, gets the page with status 404',
  async (path) => {
    const stderr = vi.spyOn(console, 'error');
    const { text, headers } = await parley.api.get(path).expect(404);
    expect(text).toBe(page);
    expect(headers['content-type']).toMatch(/^text\/html/);
    expect(stderr).not.toHaveBeenCalled();
    expect(logged).not.toContain('URIError');
  },
);

test('a range outside a file is refused with the length of the file', async () => {
  const ranged = parley.api.get('/favicon.svg').set('Range', 'bytes=9999-');
  const { headers, text } = await ranged.expect(416);
  expect(headers['content-range']).toBe(`bytes */${icon.length}`);
  expect(text).toBe('Range Not Satisfiable');
});

test('a refusal does not have the Content-Encoding of the file', async () => {
  const ranged = askFor('br').set('Range', 'bytes=99999-');
  const { headers, text } = await ranged.expect(416);
  const length = readFileSync(join(webDirectory, 'assets/a.js.br')).length;
  expect(headers['content-range']).toBe(`bytes */${length}`);
  expect(headers).not.toHaveProperty('content-encoding');
  expect(headers['cache-control']).toBe('no-store');
  expect(text).toBe('Range Not Satisfiable');
});

test('a missing file gets a status, and for a browser a page', async () => {
  const { text } = await parley.api.get('/assets/gone.js').expect(404);
  expect(text).toBe('Not Found');
  const shown = await parley.api.get('/assets/gone.js').set('Accept', HTML).expect(404);
  expect(shown.text).toContain('<h1>This page is not here</h1>');
  expect(shown.text).toContain('<a href="/">Go to the start page</a>');
  const nonce = /'nonce-([^']+)'/.exec(String(shown.headers['content-security-policy']))?.[1];
  expect(shown.text).toContain(`<style nonce="${nonce}">`);
});

test('a form that is posted to a page gets an error page', async () => {
  const { text } = await parley.api.post('/r/some-room').set('Accept', HTML).expect(404);
  expect(text).toContain('<h1>This page is not here</h1>');
});

test('an error of the server is logged with the request id of the response', async () => {
  symlinkSync('loop', join(webDirectory, 'loop'));
  const { text, headers } = await parley.api.get('/loop').expect(500);
  expect(text).toBe('Internal Server Error');
  expect(JSON.parse(logged)).toMatchObject({
    requestId: headers['x-request-id'],
    method: 'GET',
    err: { message: expect.stringContaining('ELOOP') },
  });
});

test('the error page for an error of the server has its request id', async () => {
  const { text, headers } = await parley.api.get('/loop').set('Accept', HTML).expect(500);
  expect(text).toContain('<h1>Something went wrong</h1>');
  expect(text).toContain(`<code>${headers['x-request-id']}</code>`);
});
