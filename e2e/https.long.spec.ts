import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { outsideAddress } from './support/outside-address';
import { StartedCommand } from './support/started-command';
import { expect, Client, test } from './support/test';

const outside = outsideAddress();

/** Asks as a device does that trusts this authority only. */
async function ask(url: string, ca: string | Buffer) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { ca }, resolve).once('error', reject);
  });
  return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
}

test('npm start -- --https: camera, socket and cookie work, and phones can be told to trust it', async ({
  browser,
}) => {
  const parley = await StartedCommand.run(['--https']);
  const { url } = parley;
  const ana = await Client.open(browser, url, 'Ana', { ignoreHTTPSErrors: true });
  try {
    await test.step('its authority vouches for it and can be fetched', async () => {
      const authority = readFileSync(join(parley.dataDir, 'tls', 'ca.pem'), 'utf8');
      expect((await ask(`${url}/api/health/ready`, authority)).status).toBe(200);
      const { headers, body } = await ask(`${url}/parley-ca.crt`, authority);
      expect(headers['content-type']).toBe('application/x-x509-ca-cert');
      expect(new X509Certificate(body).toString()).toBe(new X509Certificate(authority).toString());
      if (outside === undefined) return;
      const elsewhere = url.replace('localhost', outside);
      expect((await ask(`${elsewhere}/api/health/ready`, authority)).status).toBe(200);
      await expect.poll(() => parley.lines.join('\n')).toContain(`${elsewhere}/parley-ca.crt`);
    });

    // Without https:// one is led to it.
    const first = await ana.page.goto(`${url.replace('https:', 'http:')}/login`);
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

    await test.step('a browser that opens the page but no socket, as Safari does, is helped', async () => {
      const page = await ana.context.newPage();
      await page.addInitScript(() => {
        const Original = WebSocket;
        window.WebSocket = class extends Original {
          constructor() {
            // Nobody listens there, and the page may not go there either.
            super('wss://localhost:1/');
          }
        };
      });
      await page.goto('/check');
      await page.getByRole('button', { name: 'Start check' }).click();
      const main = page.getByRole('main');
      await expect(main).toContainText('does not trust this server’s certificate');
      const link = main.getByRole('link', { name: 'Certificate for this device' });
      await expect(link).toHaveAttribute('href', '/parley-ca.crt');
    });
  } finally {
    await ana.context.close();
    expect(await parley.stop()).toBe(0);
  }
});
