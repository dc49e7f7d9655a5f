import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { MediaRoute, type Member, type RouteEffect } from './route-machine';

/** Whatever can happen to a meeting; numbers choose a participant or a time. */
const happenings = fc.oneof(
  fc.record({
    kind: fc.constantFrom('join', 'leave', 'disconnect', 'resume', 'replace'),
    n: fc.nat(11),
  }),
  fc.record({
    kind: fc.constantFrom('proved', 'switched', 'late', 'fail', 'limited'),
    n: fc.nat(11),
  }),
  fc.record({
    kind: fc.constantFrom('sfu', 'no sfu', 'all proved', 'all switched'),
    n: fc.constant(0),
  }),
  fc.record({ kind: fc.constant('pass'), n: fc.constantFrom(100, 5_000, 10_000, 20_000, 60_000) }),
);
type Happening = { kind: string; n: number };

/** A meeting, and what must be true of its effects at any time. */
class Model {
  readonly route = new MediaRoute({ meshLimit: 4, hardMeshLimit: 9 });
  readonly members = new Map<string, Member>();
  /** The moves whose room on the SFU has not been closed. */
  readonly rooms = new Set<number>();
  lastGen = 0;
  tick = 0;
  instances = 0;

  get at() {
    return { now: 1_700_000_000_000 + this.tick, tick: this.tick };
  }

  take(effects: RouteEffect[]): void {
    for (const effect of effects) {
      if (effect.kind === 'start') {
        expect(effect.gen).toBeGreaterThan(this.lastGen);
        this.lastGen = effect.gen;
        if (effect.to === 'sfu') this.rooms.add(effect.gen);
      }
      if (effect.kind === 'close') expect(this.rooms.delete(effect.gen)).toBe(true);
      if (effect.kind === 'store' && effect.route === 'sfu')
        expect(this.rooms).toContain(effect.gen);
    }
    // Exactly the room that clients may enter is open.
    const { sfuGen } = this.route;
    expect([...this.rooms]).toEqual(sfuGen === null ? [] : [sfuGen]);
  }

  perform({ kind, n }: Happening): void {
    const { route, members } = this;
    const id = `p${n}`;
    const gen = route.move?.gen ?? route.current.gen;
    const member = members.get(id);
    switch (kind) {
      case 'join':
        if (member === undefined) this.seat(id, true);
        break;
      case 'replace':
      case 'resume':
        if (member !== undefined)
          this.seat(id, true, kind === 'resume' ? member.instanceId : undefined);
        break;
      case 'disconnect':
        if (member !== undefined) this.seat(id, false, member.instanceId);
        break;
      case 'leave':
        // The last one would end the meeting.
        if (members.size > 1) members.delete(id);
        break;
      case 'sfu':
        return this.take(route.setSfu(true, this.at));
      case 'no sfu':
        return this.take(route.setSfu(false, this.at));
      case 'pass':
        this.tick += n;
        return this.take(route.tick(this.at));
      case 'late':
        return this.take(route.confirm(id, gen - 1, 'switched', this.at));
      case 'fail':
        return this.take(member ? route.fail(id, gen, 'unreachable', this.at) : []);
      case 'limited':
        return this.take(route.limited(id, this.at));
      case 'all proved':
      case 'all switched':
        return this.confirmAll(kind === 'all proved' ? 'proved' : 'switched');
      default:
        if (member === undefined) return;
        return this.take(route.confirm(id, gen, kind as 'proved' | 'switched', this.at));
    }
    this.take(route.setMembers([...members.values()], this.at));
  }

  seat(id: string, isConnected: boolean, instanceId?: string): void {
    this.instances += 1;
    this.members.set(id, { id, instanceId: instanceId ?? `i${this.instances}`, isConnected });
  }

  confirmAll(step: 'proved' | 'switched', except?: string): void {
    for (const { id, isConnected } of this.members.values()) {
      const gen = this.route.move?.gen;
      if (isConnected && id !== except && gen !== undefined)
        this.take(this.route.confirm(id, gen, step, this.at));
    }
  }
}

const stories = fc.array(happenings, { maxLength: 60 });

test('whatever happens, no room is left over or missing, and numbers only grow', () => {
  fc.assert(
    fc.property(stories, (story) => {
      const model = new Model();
      for (const happening of story) model.perform(happening);
    }),
    { numRuns: 2_000 },
  );
});

test('whatever has happened, a large meeting comes to the SFU when it works for all', () => {
  fc.assert(
    fc.property(stories, (story) => {
      const model = new Model();
      for (const happening of story) model.perform(happening);
      for (let n = 0; n < 6; n += 1) model.seat(`p${n}`, true);
      model.take(model.route.setMembers([...model.members.values()], model.at));
      model.perform({ kind: 'sfu', n: 0 });
      // A move that is under way may go wrong, and then the longest time until another passes.
      for (let round = 0; round < 3; round += 1) {
        model.confirmAll('proved');
        model.confirmAll('switched');
        model.perform({ kind: 'pass', n: 31 * 60_000 });
      }
      model.confirmAll('proved');
      model.confirmAll('switched');
      expect(model.route.current.route).toBe('sfu');
    }),
    { numRuns: 2_000 },
  );
});

test('whatever has happened, one participant who always fails does not keep the others from the SFU', () => {
  fc.assert(
    fc.property(stories, fc.constantFrom('fail', 'proved', 'none'), (story, how) => {
      const model = new Model();
      for (const happening of story) model.perform(happening);
      for (let n = 0; n < 6; n += 1) model.seat(`p${n}`, true);
      model.take(model.route.setMembers([...model.members.values()], model.at));
      model.perform({ kind: 'sfu', n: 0 });
      for (let round = 0; round < 40 && model.route.current.route === 'mesh'; round += 1) {
        // It fails at once, or after it has confirmed a step, or it says nothing.
        if (how !== 'none') model.perform({ kind: how, n: 0 });
        model.confirmAll('proved', 'p0');
        if (how === 'proved') model.perform({ kind: 'fail', n: 0 });
        model.confirmAll('switched', 'p0');
        model.perform({ kind: 'pass', n: 31 * 60_000 });
      }
      expect(model.route.current.route).toBe('sfu');
    }),
    { numRuns: 2_000 },
  );
});

test('after its end, nothing that is late has an effect', () => {
  fc.assert(
    fc.property(stories, stories, (before, after) => {
      const model = new Model();
      for (const happening of before) model.perform(happening);
      model.members.clear();
      model.take(model.route.setMembers([], model.at));
      expect(model.rooms.size).toBe(0);
      const { lastGen } = model;
      const late = after.filter(({ kind }) => !['join', 'replace'].includes(kind));
      for (const happening of late) model.perform(happening);
      expect(model.lastGen).toBe(lastGen);
      expect(model.route.move).toBe(null);
    }),
    { numRuns: 500 },
  );
});
