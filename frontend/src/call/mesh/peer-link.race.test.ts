import { expect, it } from 'vitest';
import { FakeTrack } from '../testing/fake-media';
import {
  admit,
  createLinkPair,
  type LinkEnd,
  type LinkPair,
  publish,
  rest,
} from '../testing/link-pair';
import { seeded } from '../testing/seeded';

/** How often both sides must have an offer under way at once, over all schedules. */
const COLLISIONS = 10_000;
const STEPS = 60;

function createRandom(seed: number): (below: number) => number {
  const random = seeded(seed);
  return (below) => Math.floor(random() * below);
}

async function microtasks(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) await Promise.resolve();
}

/** Delivers a signal; some overtake others, and some arrive twice, at once or later. */
function deliverOne(from: LinkEnd, to: LinkEnd, random: (below: number) => number): void {
  const early = random(4) === 0 ? random(from.outbox.length) : 0;
  const [signal] = from.outbox.splice(early, 1);
  if (!signal) return;
  if (random(6) === 0) from.outbox.splice(random(from.outbox.length + 1), 0, signal);
  if (to.online) to.link.receive(signal);
}

function toggleScreen(end: LinkEnd): void {
  publish(end, 'screen', end.tracks.has('screen') ? null : new FakeTrack('video'));
}

function setOnline(end: LinkEnd, other: LinkEnd, online: boolean): void {
  end.online = online;
  end.link.setOnline(online);
  // The server tells the peer that this end is connected again; signals were lost before.
  if (online) other.link.setOnline(true);
}

function act(pair: LinkPair, random: (below: number) => number): void {
  const ends = [pair.newcomer, pair.present] as const;
  const end = ends[random(2)] ?? pair.newcomer;
  const other = end === pair.newcomer ? pair.present : pair.newcomer;
  // No screen is shared with a lobby peer.
  const least = pair.present.link.admitted ? 0 : 2;
  switch (least + random(9 - least)) {
    case 0:
      toggleScreen(end);
      return;
    case 1:
      for (const one of ends) toggleScreen(one);
      return;
    case 2:
      for (const { pc } of ends) pc.restartIce();
      return;
    case 3:
      if (end.online && other.online) setOnline(end, other, false);
      else for (const one of ends) if (!one.online) setOnline(one, one === end ? other : end, true);
      return;
    default:
      deliverOne(end, other, random);
  }
}

async function calm(pair: LinkPair): Promise<void> {
  const { newcomer, present } = pair;
  if (!newcomer.online) setOnline(newcomer, present, true);
  if (!present.online) setOnline(present, newcomer, true);
  for (let quiet = 0, rounds = 0; quiet < 4; rounds += 1) {
    if (rounds > 500) throw new Error('The ends never stop sending signals');
    await rest();
    const busy = newcomer.outbox.length + present.outbox.length > 0;
    for (const signal of newcomer.outbox.splice(0)) present.link.receive(signal);
    for (const signal of present.outbox.splice(0)) newcomer.link.receive(signal);
    quiet = busy || !newcomer.pc.idle || !present.pc.idle ? 0 : quiet + 1;
  }
}

const haveBothOffered = ({ newcomer, present }: LinkPair): boolean =>
  [newcomer, present].every(({ pc }) => pc.signalingState === 'have-local-offer');

/** Plays one schedule; returns how often offers collided in it. */
async function play(seed: number): Promise<number> {
  const random = createRandom(seed);
  // Half of the pairs preconnect before the newcomer joins.
  const joinsAt = random(2) * random(STEPS / 2);
  const pair = createLinkPair({
    pause: () => microtasks(random(12)),
    joined: joinsAt === 0,
  });
  const { newcomer, present } = pair;
  for (const { link } of [newcomer, present]) link.setOnline(true);
  let collisions = 0;
  for (let step = 0, before = false; step < STEPS; step += 1) {
    if (step === joinsAt && !present.link.admitted) admit(pair);
    act(pair, random);
    await microtasks(random(15));
    const now = haveBothOffered(pair);
    if (now && !before) collisions += 1;
    before = now;
  }
  await calm(pair);
  for (const { pc } of [newcomer, present]) pc.setIceState('connected');
  const seen = (end: LinkEnd): object => ({
    state: end.pc.signalingState,
    refused: end.pc.refused,
    seesScreen: 'screen' in end.link.media().tracks,
    receives: end.pc
      .getTransceivers()
      .map(({ currentDirection }) => currentDirection)
      .slice(0, 2),
    sections: end.pc.getTransceivers().filter(({ mid }) => mid !== null).length,
  });
  const ends = { seed, newcomer: seen(newcomer), present: seen(present) };
  const sections = newcomer.pc.getTransceivers().length;
  newcomer.link.close();
  present.link.close();

  const receives = ['sendrecv', 'sendrecv'];
  const wanted = { state: 'stable', refused: [], receives, sections };
  expect(ends).toEqual({
    seed,
    newcomer: { ...wanted, seesScreen: present.tracks.has('screen') },
    present: { ...wanted, seesScreen: newcomer.tracks.has('screen') },
  });
  expect(sections).toBeLessThanOrEqual(6);
  return collisions;
}

it(`both ends agree after collisions, reordering, duplicates and losses (F40, ${COLLISIONS} collisions)`, async () => {
  for (let seed = 1, collisions = 0; collisions < COLLISIONS; seed += 1) {
    collisions += await play(seed);
  }
}, 120_000);
