import { meet } from './support/start-call';
import { expect, test } from './support/test';

test('in a call of two the peer is large, and the self-view moves from corner to corner', async ({
  user,
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  const ben = await user('Ben', { viewport: { width: 640, height: 500 } });
  await meet([ana, ben]);
  const { page } = ana;
  const boxOf = async (name: string) => {
    const box = await ana.videoOf(name).boundingBox();
    if (box === null) throw new Error(`${name} is not shown`);
    return box;
  };
  const isLeft = async (): Promise<boolean> => (await boxOf('Ana')).x < 400;
  const isUp = async (): Promise<boolean> => (await boxOf('Ana')).y < 300;
  expect((await boxOf('Ben')).width).toBeGreaterThan(1_200);
  expect((await boxOf('Ana')).width).toBeLessThan(300);

  const small = await boxOf('Ana');
  await page.mouse.move(small.x + 100, small.y + 60);
  await page.mouse.down();
  await page.mouse.move(300, 200, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => (await isLeft()) && (await isUp())).toBe(true);
  await ana.button('Move your video to the next corner').press('ArrowRight');
  await expect.poll(async () => !(await isLeft()) && (await isUp())).toBe(true);

  const video = await ana.videoOf('Ben').locator('video').elementHandle();
  await ana.button('Show both side by side').click();
  await expect.poll(async () => (await boxOf('Ana')).width).toBeGreaterThan(500);
  expect(await video?.evaluate((element) => element.isConnected)).toBe(true);
  await ana.button('Show the other one large').click();
  await expect.poll(async () => (await boxOf('Ana')).width).toBeLessThan(300);

  // High contrast mode has no shadows, so the ring of the active speaker is a border.
  await page.emulateMedia({ forcedColors: 'active' });
  const ring = () =>
    ana.videoOf('Ben').evaluate((tile) => getComputedStyle(tile, '::after').borderTopWidth);
  await expect.poll(ring).toBe('4px');
  await ben.button('Turn microphone off').click();
  await expect.poll(ring).toBe('1px');
});
