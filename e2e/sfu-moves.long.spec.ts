import {
  expectInMesh,
  expectOnSfu,
  join,
  joinFromLobby,
  openLobby,
  openMeeting,
  type Person,
  test,
} from './support/sfu-meeting';
import type { Step } from './support/socket-frames';
import {
  expectAllShown,
  expectNewFrames,
  expectShown,
  longestShownGap,
  readShown,
} from './support/shown-media';
import { type Client, expect } from './support/test';

/** A busy machine may show no frame for this long; an interruption of a call is longer. */
const INTERRUPTION_MS = 2_500;

/** Ana and Ben are in a meeting, in the mesh, and Cem is in its lobby. */
async function beforeMove(person: (name: string) => Promise<Person>) {
  const [ana, ben, cem] = [await person('Ana'), await person('Ben'), await person('Cem')];
  const link = await openMeeting(ana);
  await join(ben, link);
  await expectInMesh([ana, ben]);
  await openLobby(cem, link);
  return { ana, ben, cem, link };
}

/** The longest time in milliseconds in which one of two people saw no new frame of the other. */
async function longestGapBetween(one: Person, other: Person, since: number): Promise<number> {
  const gaps = [
    longestShownGap(await readShown(one.client.page, other.client.name), since),
    longestShownGap(await readShown(other.client.page, one.client.name), since),
  ];
  const gap = Math.round(Math.max(...gaps));
  test.info().annotations.push({ type: 'longest video gap (ms)', description: String(gap) });
  return gap;
}

for (const step of ['started', 'proved', 'switched', 'shown'] as const satisfies Step[]) {
  test(`F01: the server is killed at the step "${step}": nobody loses anybody, and the meeting moves in the end`, async ({
    person,
    parley,
  }) => {
    const { ana, ben, cem } = await beforeMove(person);
    const since = Date.now();
    const reached = ana.frames.next(step);
    await Promise.all([
      joinFromLobby(cem),
      reached.then(async () => {
        await parley.end('SIGKILL');
        await parley.run();
      }),
    ]);
    await expectOnSfu([ana, ben, cem]);
    expect(await longestGapBetween(ana, ben, since)).toBeLessThan(INTERRUPTION_MS);
  });
}

for (const step of [
  'started',
  'proved',
  'switched',
  'shown',
  'settled',
] as const satisfies Step[]) {
  test(`F07: LiveKit is killed at the step "${step}": the meeting goes on in the mesh, and moves when LiveKit is back`, async ({
    person,
    sfu,
  }) => {
    const { ana, ben, cem } = await beforeMove(person);
    const since = Date.now();
    const reached = ana.frames.next(step);
    await Promise.all([joinFromLobby(cem), reached.then(() => sfu.kill())]);
    await expectInMesh([ana, ben, cem]);
    const gap = await longestGapBetween(ana, ben, since);
    // Once it has settled, the mesh must be made again.
    if (step !== 'settled') expect(gap).toBeLessThan(INTERRUPTION_MS);
    await sfu.run();
    await expectOnSfu([ana, ben, cem]);
  });
}

test('who is muted, has no camera or shares the screen is moved so', async ({ person }) => {
  const { ana, ben, cem } = await beforeMove(person);
  const people = [ana, ben, cem];
  await ana.client.button('Turn microphone off').click();
  await ana.client.button('Share screen').click();
  await ben.client.button('Turn camera off').click();
  await joinFromLobby(cem);
  for (const { client } of people) await client.expectConnections(1, 90_000);
  for (const { client } of [ben, cem]) {
    await expectShown(client, 'Ana', { video: true, audio: false });
    await expect(client.videoOf('Ana').getByRole('img', { name: 'Microphone off' })).toBeVisible();
    await expectScreenMoves(client);
  }
  for (const { client } of [ana, cem]) {
    await expectShown(client, 'Ben', { video: false, audio: true });
    await expect(client.videoOf('Ben').locator('video')).toHaveCount(0);
  }
  // What was off can be turned on afterwards.
  await ana.client.button('Turn microphone on').click();
  await ben.client.button('Turn camera on').click();
  await expectAllShown(people.map(({ client }) => client));
});

test('who is reconnecting does not hold up the move, is seen all the time, and follows', async ({
  person,
}) => {
  const { ana, ben, cem } = await beforeMove(person);
  const since = Date.now();
  await ben.client.context.setOffline(true);
  await expect(ben.client.page.getByText(/Connection to the server lost/)).toBeVisible();
  const done = ana.frames.next('done');
  await joinFromLobby(cem);
  await done;
  await expectShown(ana.client, 'Ben');
  await expectShown(ben.client, 'Ana');
  expect(await longestGapBetween(ana, ben, since)).toBeLessThan(INTERRUPTION_MS);
  await ben.client.context.setOffline(false);
  await expectOnSfu([ana, ben, cem]);
});

test('two people join and one leaves while a meeting moves', async ({ person }) => {
  const { ana, ben, cem, link } = await beforeMove(person);
  const [dan, eve] = [await person('Dan'), await person('Eve')];
  for (const other of [dan, eve]) await openLobby(other, link);
  const since = Date.now();
  const started = ana.frames.next('started');
  await Promise.all([
    joinFromLobby(cem),
    started.then(() => Promise.all([joinFromLobby(dan), joinFromLobby(eve), ben.client.leave()])),
  ]);
  await expectOnSfu([ana, cem, dan, eve]);
  await longestGapBetween(ana, cem, since);
});

/** Expects that new frames of a shared screen are shown. */
const expectScreenMoves = ({ page }: Client): Promise<void> =>
  expectNewFrames(
    page
      .getByRole('figure', { name: /screen/i })
      .locator('video')
      .last(),
  );
