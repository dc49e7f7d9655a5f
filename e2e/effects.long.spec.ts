import { meet, pictureOf } from './support/meet-with-hardware';
import { expect, type Client, test } from './support/test';

/** Energy of the sound per packet: what arrives, and how loud it is, since the last reading. */
function loudnessFor(listener: Client): () => Promise<number> {
  let last = { audioEnergy: 0, audioPackets: 0 };
  return async () => {
    const now = await listener.received();
    const packets = now.audioPackets - last.audioPackets;
    const energy = now.audioEnergy - last.audioEnergy;
    last = now;
    return packets === 0 ? Number.NaN : energy / packets;
  };
}

/** Each look covers what came since the one before. */
const slowly = { intervals: [1_000], timeout: 30_000 };

test('noise suppression and blur load when they are switched on, and change what the others get', async ({
  user,
  onDashboard,
}) => {
  const [ana, ben] = [await onDashboard('Ana'), await user('Ben')];
  await meet(ana, ben);
  const { page } = ana;
  await expect.poll(async () => (await pictureOf(ben, ana)).contrast).toBeGreaterThan(150);
  await ana.button('Devices').click();
  const noise = page.getByRole('switch', { name: 'Strong noise suppression' });
  const blur = page.getByRole('switch', { name: 'Blur background' });
  const loudness = loudnessFor(ben);
  await loudness();
  await ben.expectMediaFrom(1);
  const plain = await loudness();
  await noise.check();
  await blur.check();
  await expect(page.getByText('Starting…')).toHaveCount(0, { timeout: 30_000 });
  await expect(noise).toBeChecked();
  await expect(blur).toBeChecked();
  await expect.poll(async () => (await pictureOf(ben, ana)).contrast).toBeLessThan(80);
  // Noise without speech: half of its energy at least is taken away.
  await expect.poll(loudness, slowly).toBeLessThan(plain / 2);
  await blur.uncheck();
  await expect.poll(async () => (await pictureOf(ben, ana)).contrast).toBeGreaterThan(150);
  await noise.uncheck();
  await expect.poll(loudness, slowly).toBeGreaterThan(plain / 2);
  await ana.button('Done').click();
});
