import { expect, test } from 'vitest';
import { MediaRoute, type Member, type RouteEffect } from './route-machine';

const LIMITS = { meshLimit: 4, hardMeshLimit: 9 };
const START = 1_700_000_000_000;

/** A meeting with its route, and a clock that the test moves. */
class Story {
  readonly route: MediaRoute;
  readonly effects: RouteEffect[] = [];
  members: Member[] = [];
  /** Of p1, p2 and so on; `first` without one. */
  readonly instances: string[] = [];
  #tick = 0;

  constructor(stored?: { route: 'mesh' | 'sfu'; gen: number }) {
    this.route = new MediaRoute(LIMITS, stored);
  }

  get at() {
    return { now: START + this.#tick, tick: this.#tick };
  }

  take(effects: RouteEffect[]): this {
    this.effects.push(...effects);
    return this;
  }

  sfu(isThere: boolean) {
    return this.take(this.route.setSfu(isThere, this.at));
  }

  /** The participants are p1 to pN from now on. */
  people(count: number, lost: readonly number[] = []) {
    this.members = Array.from({ length: count }, (_, index) => ({
      id: `p${index + 1}`,
      instanceId: this.instances[index] ?? 'first',
      isConnected: !lost.includes(index + 1),
    }));
    return this.take(this.route.setMembers(this.members, this.at));
  }

  confirm(step: 'proved' | 'switched', ...who: number[]) {
    const gen = this.route.move?.gen ?? this.route.current.gen;
    for (const n of who) this.take(this.route.confirm(`p${n}`, gen, step, this.at));
    return this;
  }

  pass(ms: number) {
    this.#tick += ms;
    return this.take(this.route.tick(this.at));
  }

  /** The effects since the last look, without their numbers. */
  seen(): string[] {
    return this.effects.splice(0).map((effect) => {
      if (effect.kind === 'start') return `start ${effect.to}`;
      if (effect.kind === 'store') return `store ${effect.route}`;
      if (effect.kind === 'abort') return `abort ${effect.reason}`;
      if (effect.kind !== 'settled') return effect.kind;
      if (effect.without === null) return `settled ${effect.ids.join(' ')}`;
      const without = effect.without.length > 0 ? `, without ${effect.without.join(' ')}` : '';
      return `settled ${effect.ids.join(' ')}, done${without}`;
    });
  }
}

/** A move to the SFU begins and ends because it does not work for these participants. */
function failFor(story: Story, ...who: number[]): void {
  for (const n of who) {
    if (story.route.move === null) story.pass(30 * 60_000);
    const gen = story.route.move?.gen ?? 0;
    story.take(story.route.fail(`p${n}`, gen, 'unreachable', story.at));
  }
}

/** A meeting of five that has moved to the SFU. */
function onSfu(): Story {
  const story = new Story().sfu(true).people(5);
  story.confirm('proved', 1, 2, 3, 4, 5).confirm('switched', 1, 2, 3, 4, 5);
  story.seen();
  return story;
}

test('the fifth participant makes the meeting move, in steps that all have to confirm', () => {
  const story = new Story().sfu(true).people(4);
  expect(story.seen()).toEqual([]);
  expect(story.people(5).seen()).toEqual(['start sfu']);
  expect(story.confirm('proved', 1, 2, 3, 4).seen()).toEqual([]);
  expect(story.confirm('proved', 5).seen()).toEqual(['switch']);
  expect(story.confirm('switched', 2, 1).seen()).toEqual(['settled p2', 'settled p2 p1']);
  expect(story.route.current.route).toBe('mesh');
  expect(story.confirm('switched', 3, 4, 5).seen()).toEqual([
    'settled p2 p1 p3',
    'settled p2 p1 p3 p4',
    'store sfu',
    'settled p2 p1 p3 p4 p5, done',
  ]);
  expect(story.route.current.route).toBe('sfu');
});

test('without an SFU a meeting stays in the mesh, and moves when there is one', () => {
  const story = new Story().people(6);
  expect(story.seen()).toEqual([]);
  expect(story.sfu(true).seen()).toEqual(['start sfu']);
});

test('a participant for whom the SFU does not work aborts the move for all, and it is tried again later and later', () => {
  const story = new Story().sfu(true).people(5);
  const { gen = 0 } = story.route.move ?? {};
  story.take(story.route.fail('p1', gen, 'unreachable', story.at));
  expect(story.seen()).toEqual(['start sfu', 'abort unreachable', 'close']);
  expect(story.pass(14_000).seen()).toEqual([]);
  expect(story.pass(1_000).seen()).toEqual(['start sfu']);
  expect(story.pass(10_000).seen()).toEqual(['abort deadline', 'close']);
  expect(story.pass(29_000).seen()).toEqual([]);
  expect(story.pass(1_000).seen()).toEqual(['start sfu']);
});

test('what arrives late of an earlier move has no effect on the next one', () => {
  const story = new Story().sfu(true).people(5);
  const { gen = 0 } = story.route.move ?? {};
  story.pass(10_000).pass(60_000).seen();
  expect(story.route.move?.gen).toBeGreaterThan(gen);
  for (const { id } of story.members) {
    expect(story.route.confirm(id, gen, 'proved', story.at)).toEqual([]);
  }
  expect(story.route.fail('p1', gen, 'no_media', story.at)).toEqual([]);
});

test('two who join and one who leaves during a move are part of it', () => {
  const story = new Story().sfu(true).people(5).confirm('proved', 1, 2, 3, 4);
  story.people(7).confirm('proved', 5, 6);
  expect(story.seen()).toEqual(['start sfu']);
  // p7 leaves, and nobody is missing any more.
  expect(story.people(6).seen()).toEqual(['switch']);
  story.confirm('switched', 1, 2, 3, 4, 5).seen();
  expect(story.people(5).seen()).toEqual(['store sfu', 'settled p1 p2 p3 p4 p5, done']);
});

test('a move does not wait for a participant without a socket, who switches when back', () => {
  const story = new Story().sfu(true).people(5, [3]).confirm('proved', 1, 2, 4, 5);
  expect(story.seen()).toEqual(['start sfu', 'switch']);
  story.confirm('switched', 1, 2, 4, 5);
  expect(story.seen().at(-1)).toBe('settled p1 p2 p4 p5, done');
  expect(story.people(5).confirm('switched', 3).seen()).toEqual(['settled p1 p2 p4 p5 p3, done']);
});

test('a meeting returns to the mesh after a minute with three participants, and not before', () => {
  const story = onSfu().people(3);
  story.pass(59_000);
  story.people(4).people(3).pass(59_000);
  expect(story.seen()).toEqual([]);
  expect(story.pass(1_000).seen()).toEqual(['start mesh']);
  expect(story.confirm('proved', 1, 2, 3).seen()).toEqual(['switch']);
  story.confirm('switched', 1, 2, 3);
  expect(story.seen()).toEqual([
    'settled p1',
    'settled p1 p2',
    'store mesh',
    'settled p1 p2 p3, done',
    'close',
  ]);
});

test('a return that fails leaves the meeting on the SFU', () => {
  const story = onSfu().people(2).pass(60_000);
  expect(story.pass(10_000).seen()).toEqual(['start mesh', 'abort deadline']);
  expect(story.route.current.route).toBe('sfu');
});

test('when the SFU dies, a meeting of nine returns to the mesh at once, and a larger one waits', () => {
  const small = onSfu().people(9).sfu(false);
  expect(small.seen()).toEqual(['start mesh', 'switch']);
  const large = onSfu().people(10).sfu(false);
  expect(large.seen()).toEqual([]);
  expect(large.sfu(true).seen()).toEqual(['reopen']);
  large.sfu(false).people(9);
  expect(large.seen()).toEqual(['start mesh', 'switch']);
});

test('an SFU that dies during a move aborts it, and its return tries again at once', () => {
  const story = new Story().sfu(true).people(5).confirm('proved', 1, 2).sfu(false);
  expect(story.seen()).toEqual(['start sfu', 'abort sfu_lost', 'close']);
  expect(story.sfu(true).seen()).toEqual(['start sfu']);
});

test('an SFU that dies during a return hurries it, and nothing aborts it', () => {
  const story = onSfu().people(3).pass(60_000).sfu(false);
  expect(story.seen()).toEqual(['start mesh', 'switch']);
  const { gen = 0 } = story.route.move ?? {};
  expect(story.route.fail('p1', gen, 'no_media', story.at)).toEqual([]);
  expect(story.pass(20_000).seen()).toEqual(['store mesh', 'settled , done', 'close']);
});

test('the end of a meeting ends its move and its room on the SFU', () => {
  expect(onSfu().people(0).seen()).toEqual(['close']);
  const moving = new Story().sfu(true).people(5).people(0);
  expect(moving.seen()).toEqual(['start sfu', 'close']);
  expect(moving.pass(60_000).seen()).toEqual([]);
});

test('a meeting that another server ran goes on where it was, also before the SFU has answered', () => {
  const story = new Story({ route: 'sfu', gen: 7 }).people(5);
  expect(story.pass(1_000).seen()).toEqual([]);
  expect(story.sfu(true).seen()).toEqual(['reopen']);
  expect(story.route.current).toEqual({ route: 'sfu', gen: 7 });
  const orphaned = new Story({ route: 'sfu', gen: 7 }).people(5);
  expect(orphaned.sfu(false).seen()).toEqual(['start mesh', 'switch']);
});

test('a participant who has failed twice is not waited for, and cannot abort moves any more', () => {
  const story = new Story().sfu(true).people(5);
  failFor(story, 2, 2);
  story.seen();
  story.pass(30 * 60_000);
  expect(story.effects.splice(0)).toMatchObject([{ kind: 'start', without: ['p2'] }]);
  failFor(story, 2);
  expect(story.seen()).toEqual([]);
  story.confirm('proved', 1, 3, 4, 5).confirm('switched', 1, 3, 4, 5);
  expect(story.seen().at(-1)).toBe('settled p1 p3 p4 p5, done, without p2');
  // Others meet p2 in the mesh, until the SFU works for p2 too.
  expect(story.route.apart).toEqual(['p2']);
  expect(story.confirm('switched', 2).seen()).toEqual(['settled p1 p3 p4 p5 p2, done']);
  expect(story.route.apart).toEqual([]);
});

test('the others meet a participant in the mesh who comes to the SFU and cannot reach it', () => {
  const story = onSfu().people(6);
  story.take(story.route.fail('p6', story.route.current.gen, 'unreachable', story.at));
  expect(story.seen()).toEqual(['settled p1 p2 p3 p4 p5, done, without p6']);
  expect(story.route.apart).toEqual(['p6']);
  // The client goes on trying, and the mesh ends when it has come.
  expect(story.confirm('switched', 6).seen()).toEqual(['settled p1 p2 p3 p4 p5 p6, done']);
  // The same if it loses the way there.
  story.take(story.route.fail('p6', story.route.current.gen, 'unreachable', story.at));
  expect(story.seen()).toEqual(['settled p1 p2 p3 p4 p5, done, without p6']);
});

test('a meeting that a mesh cannot hold goes on without a participant who cannot reach the SFU', () => {
  const story = onSfu().people(10);
  story.take(story.route.fail('p10', story.route.current.gen, 'unreachable', story.at));
  expect(story.seen()).toEqual([]);
});

test('when most participants cannot reach the SFU any more, the meeting returns to the mesh', () => {
  const story = onSfu();
  const { gen } = story.route.current;
  for (const id of ['p1', 'p2']) story.take(story.route.fail(id, gen, 'unreachable', story.at));
  story.seen();
  story.take(story.route.fail('p3', gen, 'unreachable', story.at));
  expect(story.seen()).toEqual(['start mesh']);
});

test('if the SFU fails most participants, most of them still have to prove it', () => {
  const story = new Story().sfu(true).people(5);
  failFor(story, 1, 1, 2, 2, 3, 3);
  story.pass(30 * 60_000);
  expect(story.effects.at(-1)).toMatchObject({ kind: 'start', without: ['p1', 'p2'] });
});

test('a deadline is the failure of a minority that is missing, and of nobody if most are', () => {
  const story = new Story().sfu(true).people(5).confirm('proved', 1, 2, 3);
  story.pass(10_000);
  const abort = story.effects.find(({ kind }) => kind === 'abort');
  expect(abort).toMatchObject({
    cause: { phase: 'proving', missing: 2, connected: 5, blamed: ['p4', 'p5'], retryMs: 15_000 },
  });
  story.seen();
  // A participant who sends nothing makes all others miss the deadline.
  story.pass(15_000).confirm('proved', 4).pass(10_000);
  expect(story.effects.find(({ kind }) => kind === 'abort')).toMatchObject({
    cause: { missing: 4, blamed: [] },
  });
});

test('when all have left whose failure it was, the move is tried again at once', () => {
  const story = new Story().sfu(true).people(6);
  failFor(story, 6);
  story.seen();
  expect(story.people(5).seen()).toEqual(['start sfu']);
});

test('a client that never confirms that it has switched holds nobody up', () => {
  const story = new Story().sfu(true).people(5).confirm('proved', 1, 2, 3, 4, 5);
  story.confirm('switched', 1, 2, 3, 4).seen();
  expect(story.pass(20_000).seen()).toEqual(['store sfu', 'settled p1 p2 p3 p4, done']);
});

test('another instance of a participant has to prove the new route again', () => {
  const story = new Story().sfu(true).people(5).confirm('proved', 1, 2, 3, 4);
  story.instances[0] = 'second';
  story.people(5).confirm('proved', 5);
  expect(story.seen()).toEqual(['start sfu']);
  expect(story.confirm('proved', 1).seen()).toEqual(['switch']);
});

test('a limited participant makes a meeting of four move, and one of three stays', () => {
  const story = new Story().sfu(true).people(3);
  story.take(story.route.limited('p1', story.at));
  expect(story.seen()).toEqual([]);
  expect(story.people(4).seen()).toEqual(['start sfu']);
  story.pass(10_000).seen();
  // A report does not shorten the time until the next attempt.
  story.take(story.route.limited('p1', story.at)).take(story.route.limited('p2', story.at));
  expect(story.seen()).toEqual([]);
  expect(story.pass(15_000).seen()).toEqual(['start sfu']);
  // Nobody who is still there is limited.
  const calm = new Story().sfu(true).people(3);
  calm.take(calm.route.limited('p3', calm.at)).people(2);
  expect(calm.people(4).seen()).toEqual([]);
});

test('an SFU that comes back during a return gets its room again', () => {
  const story = onSfu().people(5).sfu(false);
  story.seen();
  expect(story.sfu(true).seen()).toEqual(['reopen']);
});

test('a very late confirmation, and the end of a meeting during a move, change nothing later', () => {
  const story = new Story().sfu(true).people(5).confirm('proved', 1, 2, 3, 4, 5);
  const gen = story.route.move?.gen ?? 0;
  story.people(0).seen();
  story.take(story.route.confirm('p1', gen, 'switched', story.at));
  story.take(story.route.fail('p1', gen, 'unreachable', story.at));
  expect(story.pass(60 * 60_000).seen()).toEqual([]);
});
