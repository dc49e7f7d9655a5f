import type { Participant } from '@parley/shared/participants';
import { expect, test } from 'vitest';
import { Meeting } from './meeting';
import type { MeetingEvent, MeetingRoom, Outcome } from './meeting-io';
import type { JoinRequest, Moment, Seat, SeatSocket } from './seat';

const LEASE_MS = 60_000;
const CRASH_LEASE_MS = 10_000;
/** The wall clock when the monotonic clock shows 0. */
const EPOCH = Date.UTC(2026, 0, 1);

const room: MeetingRoom = {
  id: 'r',
  code: 'code',
  name: 'Room',
  ownerId: 'ana',
  capacity: 3,
  coHostIds: [],
  access: 'link',
};
const media = { microphone: true, camera: true, screen: false, hand: false };

/** The moment `seconds` after the beginning. */
const at = (seconds: number): Moment => ({ now: EPOCH + seconds * 1_000, tick: seconds * 1_000 });

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
  isGuest: false,
  instanceId: `${userId}-1`,
  media,
  offers: [],
  joinSeq: undefined,
  socket: newSocket(),
  ...more,
});

const options = () => {
  let ids = 0;
  return {
    linkEpochs: { allows: () => true, follow: () => true, forget: () => undefined },
    newParticipantId: () => `p${(ids += 1)}`,
    newActivityId: () => `a${(ids += 1)}`,
    leaseMs: LEASE_MS,
    crashLeaseMs: CRASH_LEASE_MS,
  };
};

/** A meeting that users have joined, one every second, the first one at 0. */
function meet(...users: string[]) {
  const meeting = new Meeting(room, { id: 'm', epoch: 1, startedAt: new Date(EPOCH) }, options());
  const outcomes = users.map((user, index) => join(meeting, request(user), at(index)));
  return { meeting, outcomes, seat: (user: string) => seatOf(meeting, user) };
}

function join(meeting: Meeting, input: JoinRequest, moment: Moment): Outcome {
  const seat = meeting.reserve(input, moment);
  const [seatNo = 0] = meeting.freeSeatNumbers();
  return meeting.join({ ...seat, seatNo }, input);
}

function seatOf(meeting: Meeting, user: string): Seat {
  const seat = meeting.seatOfUser(user);
  if (seat === undefined) throw new Error(`${user} has no seat`);
  return seat;
}

/** Describes an event in one line. */
function line(event: MeetingEvent): string {
  switch (event.kind) {
    case 'publish':
    case 'emit':
      return `${event.kind} ${event.event}${connectionIn(event.payload)}`;
    case 'log':
      return `log ${event.step}${event.cause === undefined ? '' : ` ${event.cause}`}`;
    default:
      return event.kind;
  }
}
const connectionIn = (payload: object): string =>
  'participant' in payload ? ` ${(payload.participant as Participant).connection}` : '';
const eventsOf = ({ events }: Outcome): string[] => events.map(line);
const writesOf = ({ writes }: Outcome): string[] => writes.map(({ kind }) => kind);
const leftIn = (outcome: Outcome): (number | undefined)[] =>
  outcome.writes.flatMap((write) => (write.kind === 'leave' ? [(+write.at - EPOCH) / 1_000] : []));

const offerTo = ({ participant: { id, instanceId } }: Seat) => ({
  to: id,
  toInstance: instanceId,
  epoch: 0,
  description: { type: 'offer' as const, sdp: 'v=0' },
});

interface Row {
  name: string;
  /** Users who have joined before, one every second. */
  users: string[];
  act: (meeting: Meeting, seat: (user: string) => Seat) => Outcome;
  events: string[];
  writes: string[];
}

const rows: Row[] = [
  {
    name: 'the first join attaches the socket and shows the presence',
    users: [],
    act: (meeting) => join(meeting, request('ana'), at(0)),
    events: ['attach', 'presence', 'log joined'],
    writes: ['openAttendance'],
  },
  {
    name: 'another join is published to all participants at once',
    users: ['ana', 'cem'],
    act: (meeting) => join(meeting, request('ben'), at(2)),
    events: ['attach', 'publish participant:joined connected', 'presence', 'log joined'],
    writes: ['openAttendance'],
  },
  {
    name: 'a join with offers is emitted to the participants one by one',
    users: ['ana', 'cem'],
    act: (meeting, seat) =>
      join(meeting, request('ben', { offers: [offerTo(seat('ana'))] }), at(2)),
    events: [
      'attach',
      'emit participant:joined connected',
      'emit participant:joined connected',
      'presence',
      'log joined',
    ],
    writes: ['openAttendance'],
  },
  {
    name: 'a lost socket makes its participant reconnecting and writes nothing while another is connected',
    users: ['ana', 'ben'],
    act: (meeting, seat) => meeting.disconnect(seat('ben'), 'lost', at(5)),
    events: ['detach', 'publish participant:updated reconnecting', 'log disconnected lost'],
    writes: [],
  },
  {
    name: 'the last lost socket notes that all are disconnected',
    users: ['ana'],
    act: (meeting, seat) => meeting.disconnect(seat('ana'), 'closed', at(5)),
    events: ['detach', 'publish participant:updated reconnecting', 'log disconnected closed'],
    writes: ['connection'],
  },
  {
    name: 'a second disconnect of the same seat has no effect',
    users: ['ana', 'ben'],
    act: (meeting, seat) => {
      meeting.disconnect(seat('ben'), 'lost', at(5));
      return meeting.disconnect(seat('ben'), 'closed', at(6));
    },
    events: [],
    writes: [],
  },
  {
    name: 'a resume after a disconnect shows the participant connected',
    users: ['ana', 'ben'],
    act: (meeting, seat) => {
      meeting.disconnect(seat('ben'), 'lost', at(5));
      return meeting.resume(seat('ben'), request('ben'), at(5));
    },
    events: ['attach', 'publish participant:updated connected', 'log resumed'],
    writes: ['activity', 'updateSeat'],
  },
  {
    name: 'a resume before the disconnect was noticed shows an interruption',
    users: ['ana', 'ben'],
    act: (meeting, seat) => meeting.resume(seat('ben'), request('ben'), at(5)),
    events: [
      'detach',
      'publish participant:updated reconnecting',
      'attach',
      'publish participant:updated connected',
      'log resumed',
    ],
    writes: ['updateSeat'],
  },
  {
    name: 'the first resume after all were disconnected shows the meeting in the lobby again',
    users: ['ana'],
    act: (meeting, seat) => {
      meeting.disconnect(seat('ana'), 'lost', at(5));
      return meeting.resume(seat('ana'), request('ana'), at(5));
    },
    events: ['presence', 'attach', 'publish participant:updated connected', 'log resumed'],
    writes: ['activity', 'updateSeat', 'connection'],
  },
  {
    name: 'a takeover notifies the replaced instance and announces the new one',
    users: ['ana', 'ben'],
    act: (meeting, seat) =>
      meeting.takeOver(seat('ben'), request('ben', { instanceId: 'ben-2' }), at(5)),
    events: [
      'emit meeting:replaced',
      'detach',
      'attach',
      'publish participant:joined connected',
      'presence',
      'log taken over',
    ],
    writes: ['updateParticipant'],
  },
  {
    name: 'a leave frees the seat',
    users: ['ana', 'ben'],
    act: (meeting, seat) => meeting.leave(seat('ben'), at(5)),
    events: ['detach', 'publish participant:left', 'presence', 'log left'],
    writes: ['leave'],
  },
  {
    name: 'the last leave ends the meeting',
    users: ['ana'],
    act: (meeting, seat) => meeting.leave(seat('ana'), at(5)),
    events: ['detach', 'publish participant:left', 'presence', 'log left'],
    writes: ['leave', 'end'],
  },
  {
    name: 'a leave of the last connected participant notes that all others are disconnected',
    users: ['ana', 'ben'],
    act: (meeting, seat) => {
      meeting.disconnect(seat('ben'), 'lost', at(5));
      return meeting.leave(seat('ana'), at(6));
    },
    events: ['detach', 'publish participant:left', 'presence', 'log left'],
    writes: ['leave', 'connection'],
  },
  {
    name: 'an end detaches all participants and writes nothing else',
    users: ['ana', 'ben'],
    act: (meeting) => meeting.end('room_deleted', at(5)),
    events: ['publish meeting:ended', 'detach', 'detach'],
    writes: ['end'],
  },
  {
    name: 'a change of media reaches the other participants and the seat',
    users: ['ana', 'ben'],
    act: (meeting, seat) => meeting.updateMedia(seat('ben'), { hand: true }, at(5)),
    events: ['publish participant:updated connected'],
    writes: ['activity', 'updateSeat'],
  },
  {
    name: 'a new name reaches participants, lobby and record',
    users: ['ana'],
    act: (meeting, seat) => meeting.rename(seat('ana'), 'Anastasia', at(5)),
    events: ['publish participant:updated connected', 'presence'],
    writes: ['updateParticipant', 'activity'],
  },
  {
    name: 'a rename to the current name changes nothing',
    users: ['ana'],
    act: (meeting, seat) => meeting.rename(seat('ana'), 'ana', at(5)),
    events: [],
    writes: [],
  },
  {
    name: 'a renamed room reaches participants, lobby and record',
    users: ['ana'],
    act: (meeting) => meeting.changeRoom({ ...room, name: 'New' }),
    events: ['publish meeting:updated', 'presence'],
    writes: ['nameRoom'],
  },
  {
    name: 'a meeting without participants ends',
    users: [],
    act: (meeting) => meeting.endIfEmpty(at(5)),
    events: [],
    writes: ['end'],
  },
  {
    name: 'a meeting with a participant does not end as empty',
    users: ['ana'],
    act: (meeting) => meeting.endIfEmpty(at(5)),
    events: [],
    writes: [],
  },
];

test.each(rows)('transition of a meeting: $name', ({ users, act, events, writes }) => {
  const { meeting, seat } = meet(...users);
  const outcome = act(meeting, seat);
  expect(eventsOf(outcome)).toEqual(events);
  expect(writesOf(outcome)).toEqual(writes);
});

test('a full meeting refuses another user', () => {
  const { meeting } = meet('ana', 'ben', 'cem');
  expect(() => meeting.reserve(request('dan'), at(9))).toThrow(
    expect.objectContaining({ code: 'ROOM_FULL' }),
  );
});

test('an instance with a lower joinSeq cannot take the seat back from a newer instance', () => {
  const { meeting, seat } = meet('ana');
  const { joinSeq } = seat('ana').participant;
  meeting.takeOver(seat('ana'), request('ana', { instanceId: 'ana-2' }), at(1));
  const old = request('ana', { joinSeq });
  expect(() => meeting.takeOver(seat('ana'), old, at(2))).toThrow(
    expect.objectContaining({ code: 'REPLACED' }),
  );
});

test('a user who returns has the same participant id and a higher joinSeq', () => {
  const { meeting, seat } = meet('ana', 'ben');
  const before = seat('ben').participant;
  meeting.leave(seat('ben'), at(5));
  join(meeting, request('ben'), at(6));
  expect(seat('ben').participant.id).toBe(before.id);
  expect(seat('ben').participant.joinSeq).toBeGreaterThan(before.joinSeq);
});

test('a resume delivers the signals that waited, after the ack', () => {
  const { meeting, seat } = meet('ana', 'ben');
  meeting.disconnect(seat('ben'), 'lost', at(5));
  seat('ben').waiting = [{ from: 'p1', fromInstance: 'ana-1', epoch: 0 }];
  const { events } = meeting.resume(seat('ben'), request('ben'), at(5));
  expect(events).toContainEqual(
    expect.objectContaining({ event: 'signal:received', isAfterAck: true }),
  );
  expect(seat('ben').waiting).toEqual([]);
});

test('a takeover drops the signals that waited for the replaced instance', () => {
  const { meeting, seat } = meet('ana', 'ben');
  meeting.disconnect(seat('ben'), 'lost', at(5));
  seat('ben').waiting = [{ from: 'p1', fromInstance: 'ana-1', epoch: 0 }];
  meeting.takeOver(seat('ben'), request('ben', { instanceId: 'ben-2' }), at(6));
  expect(seat('ben').waiting).toEqual([]);
});

test('a join offer reaches only the instance that it was made for', () => {
  const { meeting, seat } = meet('ana', 'cem');
  const { id, instanceId } = seat('ana').participant;
  const description = { type: 'offer', sdp: 'v=0' } as const;
  const offers = [
    { to: id, toInstance: instanceId, epoch: 0, description },
    { to: seat('cem').participant.id, toInstance: 'another', epoch: 0, description },
  ];
  const { events } = join(meeting, request('ben', { offers }), at(5));
  const emitted = events.flatMap((event) =>
    event.kind === 'emit' && event.event === 'participant:joined'
      ? [[event.socket.id, 'offer' in event.payload]]
      : [],
  );
  expect(emitted).toEqual([
    [seat('ana').socket?.id, true],
    [seat('cem').socket?.id, false],
  ]);
});
test('a participant who does not resume has left at the time of the disconnect', () => {
  const { meeting, seat } = meet('ana', 'ben');
  meeting.disconnect(seat('ben'), 'lost', at(5));
  expect(meeting.nextDeadline()).toBe(65_000);
  expect(meeting.expire(at(64))).toEqual({ events: [], writes: [] });
  const outcome = meeting.expire(at(65));
  expect(eventsOf(outcome)).toEqual(['publish participant:left', 'presence', 'log expired']);
  expect(leftIn(outcome)).toEqual([5]);
  expect(meeting.nextDeadline()).toBeUndefined();
});

test('the seat of a crashed client has the short lease', () => {
  const { meeting, seat } = meet('ana', 'ben');
  meeting.disconnect(seat('ben'), 'closed', at(5));
  expect(leftIn(meeting.expire(at(15)))).toEqual([5]);
});

test('connections that close together have the long lease, also the one that closed first', () => {
  const { meeting, seat } = meet('ana', 'ben', 'cem');
  meeting.disconnect(seat('ana'), 'closed', at(5));
  meeting.disconnect(seat('ben'), 'closed', at(6));
  expect(leftIn(meeting.expire(at(30)))).toEqual([]);
  expect(leftIn(meeting.expire(at(65)))).toEqual([5]);
  expect(leftIn(meeting.expire(at(66)))).toEqual([6]);
});

test('connections that close more than two seconds apart have the short lease', () => {
  const { meeting, seat } = meet('ana', 'ben', 'cem');
  meeting.disconnect(seat('ana'), 'closed', at(5));
  meeting.disconnect(seat('ben'), 'closed', at(7.1));
  expect(leftIn(meeting.expire(at(17.1)))).toEqual([5, 7.1]);
});

test('leases are extended while all are disconnected, up to ten leases after the last disconnect', () => {
  const { meeting, seat } = meet('ana', 'ben');
  meeting.disconnect(seat('ana'), 'lost', at(5));
  meeting.disconnect(seat('ben'), 'lost', at(10));
  expect(eventsOf(meeting.expire(at(70)))).toEqual(['presence', 'presence']);
  expect(meeting.seenSeats(at(70).now)).toEqual([]);
  expect(meeting.nextDeadline()).toBe(610_000);
  const outcome = meeting.expire(at(610));
  expect(leftIn(outcome)).toEqual([5, 10]);
  // The meeting ended when the last participant disconnected.
  expect(outcome.writes.at(-1)).toEqual({
    kind: 'end',
    at: new Date(at(10).now),
    reason: 'everyone_left',
  });
});

test('a client that crashed alone in its meeting ends it after the short lease', () => {
  const { meeting, seat } = meet('ana');
  meeting.disconnect(seat('ana'), 'closed', at(5));
  expect(writesOf(meeting.expire(at(15)))).toEqual(['leave', 'end']);
  expect(meeting.isEnded).toBe(true);
});

test('a resume restarts the leases of the other participants', () => {
  const { meeting, seat } = meet('ana', 'ben');
  meeting.disconnect(seat('ana'), 'lost', at(5));
  meeting.disconnect(seat('ben'), 'lost', at(5));
  meeting.expire(at(65));
  meeting.resume(seat('ana'), request('ana'), at(5));
  expect(eventsOf(meeting.restartLeases(at(100)))).toEqual(['presence']);
  expect(meeting.nextDeadline()).toBe(160_000);
  expect(meeting.seenSeats(at(100).now)).toHaveLength(2);
});

test('stale seats make room for a newcomer, the earliest disconnect first', () => {
  const { meeting, seat } = meet('ana', 'ben', 'cem');
  for (const [index, user] of ['cem', 'ana', 'ben'].entries()) {
    meeting.disconnect(seat(user), 'lost', at(5 + index));
  }
  meeting.expire(at(67));
  expect(leftIn(meeting.makeRoom())).toEqual([5]);
  expect([...meeting.seats.values()].map(({ userId }) => userId)).toEqual(['ana', 'ben']);
});

test('seats that are not stale make no room', () => {
  const { meeting, seat } = meet('ana', 'ben', 'cem');
  meeting.disconnect(seat('ana'), 'lost', at(5));
  expect(meeting.makeRoom()).toEqual({ events: [], writes: [] });
});

test('clients in the lobby learn after two minutes that a meeting with a longer lease seems over', () => {
  const long = { ...options(), leaseMs: 600_000 };
  const meeting = new Meeting(room, { id: 'm', epoch: 1, startedAt: new Date(EPOCH) }, long);
  join(meeting, request('ana'), at(0));
  meeting.disconnect(seatOf(meeting, 'ana'), 'lost', at(0));
  expect(meeting.nextDeadline()).toBe(121_000);
  expect(eventsOf(meeting.expire(at(119)))).toEqual([]);
  expect(eventsOf(meeting.expire(at(121)))).toEqual(['presence']);
  expect(meeting.seenSeats(at(121).now)).toEqual([]);
  // The seat is held for ten leases.
  expect(leftIn(meeting.expire(at(600)))).toEqual([]);
  expect(leftIn(meeting.expire(at(5_999)))).toEqual([]);
  expect(leftIn(meeting.expire(at(6_000)))).toEqual([0]);
});

test('a wall clock that jumps does not end a lease', () => {
  const { meeting, seat } = meet('ana', 'ben');
  meeting.disconnect(seat('ben'), 'lost', at(5));
  expect(leftIn(meeting.expire({ now: at(9_999).now, tick: at(6).tick }))).toEqual([]);
});
test('a restored meeting has its participants reconnecting in their seats, with a whole lease', () => {
  const { meeting: before, seat } = meet('ana', 'ben');
  const lastSign = at(10).now;
  const seats = ['ana', 'ben'].map((user) => {
    const { userId, seatNo, participant } = seat(user);
    return { userId, seatNo, participant, stopped: [] };
  });
  const attended = [
    { userId: 'cem', participantId: 'p9', name: { displayName: 'ana', nameNumber: 2 } },
  ];
  const hosting = before.hosting.stored;
  const snapshot = { id: 'm', epoch: 2, startedAt: before.startedAt, attended, hosting, seats };
  const meeting = Meeting.restore(room, snapshot, options(), lastSign, at(30));
  expect([...meeting.seats.values()].map(({ participant }) => participant)).toEqual(
    seats.map(({ participant }) => ({ ...participant, connection: 'reconnecting' })),
  );
  expect(meeting.nextDeadline()).toBe(90_000);
  expect(meeting.lastSignOfLife(at(30).now)).toBe(lastSign);
  expect(meeting.roster.participantIdFor('cem')).toBe('p9');
  // The database learns that a participant is connected again.
  const outcome = meeting.resume(seatOf(meeting, 'ana'), request('ana'), at(5));
  expect(outcome.writes.at(-1)).toEqual({ kind: 'connection', allDisconnectedAt: null });
});
