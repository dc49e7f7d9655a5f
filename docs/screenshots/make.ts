import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import { Client } from '../../e2e/support/client';
import { ParleyServer } from '../../e2e/support/server';

/** Takes the screenshots of the README: `npx tsx docs/screenshots/make.ts` with TEST_MONGODB_URI set. */
const WIDTH = 640;
const HEIGHT = 360;
const here = import.meta.dirname;
const folder = mkdtempSync(join(tmpdir(), 'parley-screenshots-'));

/** Writes a figure that sways in front of a wall, as raw video (Y4M, 4:2:0) for Chromium's fake camera. */
function cameraFile(name: string, wall: [number, number], shirt: [number, number]): string {
  const frames: Buffer[] = [Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F15:1 Ip A1:1 C420\n`)];
  for (let frame = 0; frame < 30; frame += 1) {
    const sway = Math.sin((frame / 30) * 2 * Math.PI) * 10;
    const at = (x: number, y: number): [number, number, number] => {
      const dx = x - WIDTH / 2 - sway;
      if (dx ** 2 / 62 ** 2 + (y - 150) ** 2 / 78 ** 2 < 1) return [175, 112, 150];
      if (dx ** 2 / 180 ** 2 + (y - 370) ** 2 / 150 ** 2 < 1) return [95, ...shirt];
      return [150 - y / 6 + x / 16, ...wall];
    };
    const luma = Buffer.alloc(WIDTH * HEIGHT);
    const chroma = Buffer.alloc((WIDTH * HEIGHT) / 2);
    for (let y = 0; y < HEIGHT; y += 1) {
      for (let x = 0; x < WIDTH; x += 1) {
        const [light, u, v] = at(x, y);
        luma[y * WIDTH + x] = light;
        if (x % 2 === 0 && y % 2 === 0) {
          const index = (y / 2) * (WIDTH / 2) + x / 2;
          chroma[index] = u;
          chroma[(WIDTH * HEIGHT) / 4 + index] = v;
        }
      }
    }
    frames.push(Buffer.from('FRAME\n'), luma, chroma);
  }
  const file = join(folder, `${name}.y4m`);
  writeFileSync(file, Buffer.concat(frames));
  return file;
}

const launch = (video: string): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${video}`,
      '--autoplay-policy=no-user-gesture-required',
    ],
  });

const server = await ParleyServer.start();
const desktop = { viewport: { width: 1440, height: 900 } };
const browsers = await Promise.all([
  launch(cameraFile('ana', [120, 132], [118, 168])),
  launch(cameraFile('ben', [138, 118], [150, 108])),
  launch(cameraFile('cem', [126, 126], [108, 130])),
]);
const [first, second, third] = browsers;
if (!first || !second || !third) throw new Error('The screenshots need three browsers');
const ana = await Client.open(first, server.url, 'Ana Ruiz', desktop);
const ben = await Client.open(second, server.url, 'Ben Okafor', desktop);
const cem = await Client.open(third, server.url, 'Cem Aydın', {
  viewport: { width: 360, height: 640 },
});
await ana.page.goto('/');
await ana.page.getByRole('link', { name: 'Create account' }).first().waitFor();
await ana.page.screenshot({ path: join(here, 'landing.png') });
for (const client of [ana, ben, cem]) await client.register();
const link = await ana.newMeeting();
await ana.page.locator('video').first().waitFor();
await ana.page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 1);
await ana.page.screenshot({ path: join(here, 'lobby.png') });
await ana.button('Join now').click();
await ben.join(link);
await cem.join(link);
await ana.expectMediaFrom(2);
await ana.button('Chat').click();
await ben.button('Chat').click();
await ben.say('Morning! The draft is at https://example.org/draft');
await ana.say('Thank you. Shall we start with the open points?');
await ben.say('Yes. I will take notes here, they stay with the meeting.');
await ana.page.getByText('they stay with the meeting').waitFor();
await ana.page.getByText('Cem Aydın joined').waitFor({ state: 'hidden' });
await ana.page.screenshot({ path: join(here, 'call.png') });
// For the record: the latest line is a decision.
await ana.page.getByRole('log').focus();
await ana.page.keyboard.press('d');
await ben.page.getByRole('log').getByText('Decision').waitFor();
await cem.page.screenshot({ path: join(here, 'call-phone.png') });
for (const client of [cem, ben, ana]) await client.leave();
await ana.page.goto('/');
await ana.page.getByText('Recent').first().waitFor();
await ana.page.screenshot({ path: join(here, 'dashboard.png') });
await ana.page.goto('/history');
await ana.page.getByRole('link', { name: "Ana Ruiz's meeting", exact: true }).click();
await ana.page.getByText('they stay with the meeting').first().waitFor();
await ana.page.screenshot({ path: join(here, 'record.png') });
for (const browser of browsers) await browser.close();
await server.stop();
