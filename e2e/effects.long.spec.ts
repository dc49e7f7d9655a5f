import { meet, stripesOf } from './support/meet-with-hardware';
import { expect, type Client, test } from './support/test';

/** Returns a function that reads the audio energy per packet since its last call. */
function audioEnergyFor(listener: Client): () => Promise<number> {
  let last = { audioEnergy: 0, audioPackets: 0 };
  return async () => {
    const now = await listener.received();
    const packets = now.audioPackets - last.audioPackets;
    const energy = now.audioEnergy - last.audioEnergy;
    last = now;
    return packets === 0 ? Number.NaN : energy / packets;
  };
}

/** Each reading covers the time since the one before, so readings must not follow too closely. */
const slowly = { intervals: [1_000], timeout: 30_000 };

test('noise suppression and background blur load on demand and change what other participants receive', async ({
  user,
  onDashboard,
}) => {
  const [ana, ben] = [await onDashboard('Ana'), await user('Ben')];
  await meet(ana, ben);
  const { page } = ana;
  await expect.poll(async () => (await stripesOf(ben, ana)).contrast).toBeGreaterThan(150);
  await ana.button('Devices').click();
  const noise = page.getByRole('switch', { name: 'Strong noise suppression' });
  const blur = page.getByRole('switch', { name: 'Blur background' });
  const audioEnergy = audioEnergyFor(ben);
  await audioEnergy();
  await ben.expectMediaFrom(1);
  const plain = await audioEnergy();
  await noise.check();
  await blur.check();
  await expect(page.getByText('Starting…')).toHaveCount(0, { timeout: 30_000 });
  await expect(noise).toBeChecked();
  await expect(blur).toBeChecked();
  await expect.poll(async () => (await stripesOf(ben, ana)).contrast).toBeLessThan(80);
  // For noise without speech, suppression removes at least half of the energy.
  await expect.poll(audioEnergy, slowly).toBeLessThan(plain / 2);
  await blur.uncheck();
  await expect.poll(async () => (await stripesOf(ben, ana)).contrast).toBeGreaterThan(150);
  await noise.uncheck();
  await expect.poll(audioEnergy, slowly).toBeGreaterThan(plain / 2);
  await ana.button('Done').click();
});
