import { mkdtempSync, rmSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ParleyServer } from './support/server';
import { expect, Person, test } from './support/test';

/** What `npm start -- --https` makes; a plain script, so its types are said here. */
interface CertificateModule {
  ensureCertificate(options: {
    dataDir: string;
    names: string[];
    addresses: string[];
  }): Promise<{ certFile: string; keyFile: string }>;
}

/** An address of this machine that is not loopback, so that plain HTTP from there is not secure. */
const outside = Object.values(networkInterfaces())
  .flatMap((entries) => entries ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4')?.address;

test('over plain HTTP from elsewhere the page says why there is no camera; one watches and listens', async ({
  browser,
}) => {
  test.skip(outside === undefined, 'this machine has no network but loopback');
  const parley = await ParleyServer.start({ HOST: '0.0.0.0' });
  const ana = await Person.open(browser, parley.url, 'Ana');
  const elsewhere = parley.url.replace('localhost', outside ?? '');
  const ben = await Person.open(browser, elsewhere, 'Ben', { permissions: [] });
  try {
    await ana.register();
    const link = await ana.newMeeting();
    await ana.button('Join now').click();
    await ana.expectInCall();

    await ben.register();
    expect(await ben.page.evaluate(() => window.isSecureContext)).toBe(false);
    await ben.page.goto(new URL(link).pathname);
    const notice = ben.page.getByRole('alert');
    await expect(notice).toContainText('opened without HTTPS');
    await expect(notice).toContainText('npm start -- --https');
    const secure = `https://${new URL(elsewhere).host}${new URL(link).pathname}`;
    await expect(notice.getByRole('link')).toHaveAttribute('href', secure);
    // Trying all the same leaves the reason standing.
    await ben.button('Turn microphone on').click();
    await expect(notice).toContainText('opened without HTTPS');

    await ben.button('Join now').click();
    await ben.expectInCall();
    await ben.expectMediaFrom(1);
    await expect(ana.videoOf('Ben')).toBeVisible();
    for (const person of [ana, ben]) await person.expectClean();
  } finally {
    await ana.context.close();
    await ben.context.close();
    await parley.stop();
  }
});

test('over HTTPS with a certificate made here, camera, socket and cookie work', async ({
  browser,
}) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-https-'));
  const script = new URL('../scripts/lib/certificate.mjs', import.meta.url).href;
  const { ensureCertificate } = (await import(script)) as CertificateModule;
  const names = { names: ['localhost'], addresses: ['127.0.0.1'] };
  const { certFile, keyFile } = await ensureCertificate({ dataDir, ...names });
  const parley = await ParleyServer.start({ TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile });
  const url = parley.url.replace('http:', 'https:');
  const ana = await Person.open(browser, url, 'Ana', { ignoreHTTPSErrors: true });
  try {
    // Without https:// one is led to it.
    const first = await ana.page.goto(`${parley.url}/login`);
    expect(first?.url()).toBe(`${url}/login`);
    expect(first?.headers()).not.toHaveProperty('strict-transport-security');

    await ana.register();
    const cookies = await ana.context.cookies();
    expect(cookies).toMatchObject([
      { name: '__Host-parley_rt', secure: true, httpOnly: true, sameSite: 'Strict' },
    ]);
    await ana.newMeeting();
    await expect(ana.button('Turn camera off')).toBeVisible();
    await ana.button('Join now').click();
    await ana.expectInCall();
    await ana.expectClean();
  } finally {
    await ana.context.close();
    await parley.stop();
    rmSync(dataDir, { recursive: true });
  }
});
