import type { HostAct } from '@parley/shared/host-controls';
import { DEFAULT_CONTROLS } from '@parley/shared/roles';
import { expect, test } from 'vitest';
import { actAsHost, refreshRoles } from './host-transitions';
import { Meeting } from './meeting';
import { emptyOutcome, type MeetingEvent, type MeetingRoom } from './meeting-io';
import type { JoinRequest, Moment, Seat, SeatSocket } from './seat';

const room: MeetingRoom = {
  id: 'r',
  code: 'code',
  name: 'Room',
  ownerId: 'ana',
  capacity: 9,
  coHostIds: ['cora'],
  access: 'link',
};
const MEDIA = { microphone: true, camera: true, screen: false, hand: false };
const NOW: Moment = { now: Date.UTC(2026, 0, 1), tick: 0 };

let sockets = 0;
const newSocket = (): SeatSocket => ({
  id: `s${(sockets += 1)}`,
  connected: true,
  conn: { close: () => undefined },
  emit: () => undefined,
  join: () => undefined,
  leave: () => undefined,
});
const request = (userId: string, more: Partial<JoinRequest> = {}): JoinRequest => ({
  userId,
  displayName: userId,
  isGuest: userId === 'gus',
  instanceId: `${userId}-1`,
  media: MEDIA,
  offers: [],
  joinSeq: undefined,
  socket: newSocket(),
  ...more,
});

/** A meeting of the owner Ana, the co-host Cora, Ben, Cem and the guest Gus. */
function meet(users = ['ana', 'cora', 'ben', 'cem', 'gus']) {
  let ids = 0;
  const meeting = new Meeting(
    room,
    { id: 'm', epoch: 1, startedAt: new Date(NOW.now) },
    {
      linkEpochs: { allows: () => true, follow: () => true, forget: () => undefined },
      newParticipantId: () => `p${(ids += 1)}`,
      newActivityId: () => `a${(ids += 1)}`,
      leaseMs: 60_000,
      crashLeaseMs: 10_000,
    },
  );
  const join = (input: JoinRequest): void => {
    const seat = meeting.reserve(input, NOW);
    const [seatNo = 0] = meeting.freeSeatNumbers();
    meeting.join({ ...seat, seatNo }, input);
  };
  for (const user of users) join(request(user));
  const seat = (user: string): Seat => {
    const found = meeting.seatOfUser(user);
    if (found === undefined) throw new Error(`${user} has no seat`);
    return found;
  };
  const idOf = (user: string): string => seat(user).participant.id;
  const act = (user: string, what: HostAct) =>
    actAsHost(meeting, seat(user), what, { ...NOW, newId: () => 'a' });
  return { meeting, seat, idOf, act, join };
}

const USERS = ['ana', 'cora', 'ben', 'cem', 'gus'] as const;
/** Each actor, with the participants whom this actor may control. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  ana: ['cora', 'ben', 'cem', 'gus'],
  cora: ['ben', 'cem', 'gus'],
  ben: [],
  cem: [],
  gus: [],
};
const KINDS = ['mute', 'ask_to_unmute', 'stop_camera', 'stop_share', 'demote', 'remove'] as const;

test.for(KINDS)(
  '%s is possible for hosts only, and never on the owner or a fellow co-host',
  (kind) => {
    const table: Record<string, string[]> = {};
    for (const actor of USERS) {
      table[actor] = USERS.filter((target) => {
        const { act, idOf } = meet();
        try {
          act(actor, { kind, id: idOf(target) });
          return true;
        } catch {
          return false;
        }
      });
    }
    expect(table).toEqual(ALLOWED);
  },
);

test('only participants with an account become co-hosts', () => {
  const promoted = ['cora', 'ben', 'gus'].filter((user) => {
    const { act, idOf } = meet();
    try {
      act('ana', { kind: 'promote', id: idOf(user) });
      return true;
    } catch {
      return false;
    }
  });
  expect(promoted).toEqual(['ben']);
});

const eventsFor = (events: readonly MeetingEvent[], socketId: string | undefined): string[] =>
  events.flatMap((event) =>
    event.kind === 'emit' && event.socket.id === socketId ? [event.event] : [],
  );

test('a removal tells the participant before it detaches the socket, and the others after that', () => {
  const { act, idOf, seat } = meet();
  const { socket } = seat('ben');
  const { events, writes, actions } = act('ana', { kind: 'remove', id: idOf('ben') });
  expect(eventsFor(events, socket?.id)).toEqual(['meeting:removed']);
  const order = events.map((event) => ('event' in event ? event.event : event.kind));
  expect(order).toEqual(['meeting:removed', 'detach', 'participant:left', 'presence', 'log']);
  expect(writes).toEqual([
    { kind: 'leave', userId: 'ben', at: new Date(NOW.now), isRemoval: true },
  ]);
  expect(actions.map(({ kind, target }) => [kind, target?.displayName])).toEqual([
    ['remove', 'ben'],
  ]);
});

test('"Mute all" leaves hosts alone, and leaving and coming back does not lift it', () => {
  const { act, seat, meeting, join } = meet();
  act('cora', { kind: 'mute_all', mayUnmute: false });
  const muted = USERS.filter((user) => !seat(user).participant.media.microphone);
  expect(muted).toEqual(['ben', 'cem', 'gus']);
  expect(() => meeting.updateMedia(seat('ben'), { microphone: true }, NOW)).toThrow();
  meeting.updateMedia(seat('ben'), { camera: false, hand: true }, NOW);
  meeting.leave(seat('ben'), NOW);
  join(request('ben', { instanceId: 'ben-2' }));
  expect(seat('ben').participant).toMatchObject({ cannotUnmute: true });
  expect(seat('ben').participant.media.microphone).toBe(false);
  expect(() => meeting.updateMedia(seat('ben'), { microphone: true }, NOW)).toThrow();
});

test('a host who asks one participant to unmute lets only that one speak', () => {
  const { act, seat, idOf, meeting } = meet();
  act('ana', { kind: 'mute_all', mayUnmute: false });
  act('ana', { kind: 'ask_to_unmute', id: idOf('ben') });
  expect(seat('ben').participant.cannotUnmute).toBeUndefined();
  expect(seat('cem').participant.cannotUnmute).toBe(true);
  meeting.updateMedia(seat('ben'), { microphone: true }, NOW);
  act('ana', { kind: 'mute', id: idOf('ben') });
  expect(seat('ben').participant.cannotUnmute).toBe(true);
  act('ana', { kind: 'set_controls', change: { mayUnmute: true } });
  expect(seat('ben').participant.cannotUnmute).toBeUndefined();
});

test('what a host turned off stays off over a takeover, until the participant turns it on', () => {
  const { act, seat, idOf, meeting } = meet();
  act('ana', { kind: 'mute', id: idOf('ben') });
  act('ana', { kind: 'stop_camera', id: idOf('ben') });
  meeting.takeOver(seat('ben'), request('ben', { instanceId: 'ben-2' }), NOW);
  expect(seat('ben').participant.media).toMatchObject({ microphone: false, camera: false });
  meeting.updateMedia(seat('ben'), { microphone: true }, NOW);
  meeting.disconnect(seat('ben'), 'lost', NOW);
  meeting.resume(seat('ben'), request('ben', { instanceId: 'ben-2' }), NOW);
  expect(seat('ben').participant.media).toMatchObject({ microphone: true, camera: false });
});

test('turning sharing off stops the screens of all but hosts', () => {
  const { act, seat, meeting } = meet();
  for (const user of ['cora', 'ben']) meeting.updateMedia(seat(user), { screen: true }, NOW);
  const { actions } = act('ana', { kind: 'set_controls', change: { mayShare: false } });
  expect(seat('cora').participant.media.screen).toBe(true);
  expect(seat('ben').participant.media.screen).toBe(false);
  expect(actions.map(({ kind }) => kind)).toEqual(['share_off']);
  expect(() => meeting.updateMedia(seat('ben'), { screen: true }, NOW)).toThrow();
});

test('an unchanged control is neither recorded nor told', () => {
  const { act } = meet();
  const { actions } = act('ana', { kind: 'set_controls', change: DEFAULT_CONTROLS });
  expect(actions).toEqual([]);
});

test('a co-host who was demoted here stays a participant when the owner changes the room', () => {
  const { act, idOf, seat, meeting } = meet();
  act('ana', { kind: 'demote', id: idOf('cora') });
  meeting.changeRoom({ ...room, coHostIds: ['cora', 'cem'] });
  expect(seat('cora').participant.role).toBe('participant');
  expect(seat('cem').participant.role).toBe('cohost');
  meeting.room = room;
  refreshRoles(meeting, emptyOutcome());
  expect(seat('cem').participant.role).toBe('participant');
});

test('a meeting that another node takes up keeps what the hosts decided', () => {
  const { act, idOf, seat, meeting } = meet();
  act('ana', { kind: 'promote', id: idOf('ben') });
  act('ana', { kind: 'mute', id: idOf('cem'), mayUnmute: false });
  act('ana', { kind: 'set_controls', change: { isLocked: true, isChatOn: false } });
  const seats = [...meeting.seats.values()].map(({ userId, seatNo, participant, stopped }) => ({
    userId,
    seatNo,
    participant,
    stopped,
  }));
  const snapshot = {
    id: 'm',
    epoch: 2,
    startedAt: new Date(NOW.now),
    attended: [],
    hosting: structuredClone(meeting.hosting.stored),
    seats,
  };
  const options = {
    linkEpochs: { allows: () => true, follow: () => true, forget: () => undefined },
    newParticipantId: () => 'new',
    newActivityId: () => 'activity',
    leaseMs: 60_000,
    crashLeaseMs: 10_000,
  };
  const restored = Meeting.restore(room, snapshot, options, NOW.now, NOW);
  expect(restored.controls).toEqual({ ...DEFAULT_CONTROLS, isLocked: true, isChatOn: false });
  expect(restored.hosting.roleOf(request('ben'), room)).toBe('cohost');
  const cem = restored.seatOfUser('cem');
  expect(cem?.participant.cannotUnmute).toBe(true);
  restored.resume(cem as Seat, request('cem'), NOW);
  expect(cem?.participant.media.microphone).toBe(false);
  expect(seat('cem').stopped).toEqual(['microphone']);
});

test('after "End for all" no act of a host has an effect', () => {
  const { act, seat, meeting } = meet();
  const ana = seat('ana');
  const { writes, actions } = act('ana', { kind: 'end' });
  expect(writes).toEqual([{ kind: 'end', at: new Date(NOW.now), reason: 'ended_by_host' }]);
  expect(actions.map(({ kind }) => kind)).toEqual(['end']);
  const again = { ...NOW, newId: () => 'a' };
  expect(() => actAsHost(meeting, ana, { kind: 'end' }, again)).toThrow();
});
