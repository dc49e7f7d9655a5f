import { CHROMIUM_ARGUMENTS, CHROMIUM_PATH } from './support/chromium';
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
import { longestShownGap, readShown } from './support/shown-media';
import { expect } from './support/test';

/*
 * Five browsers with cameras exceed two cores, also because each decodes everybody twice during the
 * move: cameras of four frames per second and small windows, in real time.
 */
const args = CHROMIUM_ARGUMENTS.map((argument) => argument.replace('fps=10', 'fps=4'));
test.use({
  variables: { MESH_LIMIT: '4' },
  launchOptions: { executablePath: CHROMIUM_PATH, args },
});

/** Twelve times the distance of two frames. */
const INTERRUPTION_MS = 3_000;
/** How many looks, 20 a second, may find one of two elements that change places. */
const CHANGING_LOOKS = 3;

test('five people join one after another, and everybody sees and hears everybody before, during and after the move', async ({
  person,
  parley,
}) => {
  const four: Person[] = [];
  for (const name of ['Ana', 'Ben', 'Cem', 'Dan']) four.push(await person(name));
  const eve = await person('Eve');
  const [ana, ...others] = four as [Person, ...Person[]];
  const link = await openMeeting(ana);
  for (const other of others) await join(other, link);
  await expectInMesh(four);
  await openLobby(eve, link);

  const since = Date.now();
  await joinFromLobby(eve);
  await expectOnSfu([...four, eve]);
  expect(parley.logged('move aborted')).toEqual([]);
  for (const { client } of four) {
    for (const { client: shown } of four) {
      if (shown === client) continue;
      const media = await readShown(client.page, shown.name);
      const { audio, doubled, missing } = media;
      const gap = Math.round(longestShownGap(media, since));
      const description = `${client.name} of ${shown.name}: video gap ${gap} ms, concealed ${audio.concealed} of ${audio.samples} samples`;
      test.info().annotations.push({ type: 'shown', description });
      expect(gap, description).toBeLessThan(INTERRUPTION_MS);
      expect(doubled, description).toBeLessThanOrEqual(CHANGING_LOOKS);
      expect(missing, description).toBeLessThanOrEqual(CHANGING_LOOKS);
    }
  }
});
