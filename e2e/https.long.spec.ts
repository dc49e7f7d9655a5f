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

/** Sends a request as a device that trusts only this certificate authority. */
async function ask(url: string, ca: string | Buffer) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { ca }, resolve).once('error', reject);
  });
  return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
}

test('npm start -- --https: camera, socket and cookie work, and phones can download the certificate authority', async ({
  browser,
}) => {
  const parley = await StartedCommand.run(['--https']);
  const { url } = parley;
  const ana = await Client.open(browser, url, 'Ana', { ignoreHTTPSErrors: true });
  try {
    await test.step('the certificate authority verifies the server and can be downloaded', async () => {
      const authority = readFileSync(join(parley.dataDir, 'tls', 'ca.pem'), 'utf8');
      expect((await ask(`${url}/api/health/ready`, authority)).status).toBe(200);
      const { headers, body } = await ask(`${url}/parley-ca.crt`, authority);
      expect(headers['content-type']).toBe('application/x-x509-ca-cert');
      expect(new X509Certificate(body).toString()).toBe(new X509Certificate(authority).toString());
      // A machine without a network has no such address.
      for (const address of outside === undefined ? [] : [outside]) {
        const other = url.replace('localhost', address);
        expect((await ask(`${other}/api/health/ready`, authority)).status).toBe(200);
        await expect.poll(() => parley.lines.join('\n')).toContain(`${other}/parley-ca.crt`);
      }
    });

    // Plain HTTP redirects to HTTPS.
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

    await test.step('a browser that opens the page but no socket, like Safari, gets help', async () => {
      const page = await ana.context.newPage();
      await page.addInitScript(() => {
        const Original = WebSocket;
        window.WebSocket = class extends Original {
          constructor() {
            // Nothing listens there, and the content security policy forbids it too.
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
