import { expect, test } from 'vitest';
import type {
  CommandData,
  CommandInput,
  CommandName,
  EventName,
  EventPayload,
} from '../socket-events';

/** One socket of one user. */
export interface ContractClient {
  /** Resolves with the data of the ack. Rejects with an error that has the `code` of a refusal. */
  request<C extends CommandName>(command: C, payload: CommandInput<C>): Promise<CommandData<C>>;
  /** Resolves with the first event of this name that was not returned yet; waits for it. */
  next<E extends EventName>(event: E): Promise<EventPayload<E>>;
  /** How many events of this name have arrived that were not returned yet. */
  count(event: EventName): number;
  /** Breaks the connection without a message to the server. */
  disconnect(): void;
}

/** A server with one room of its own for each test. */
export interface ContractRoom {
  readonly code: string;
  /** Opens a socket for the user of this name; the same name is the same user. */
  connect(user: string): Promise<ContractClient>;
}

export interface ContractServer {
  openRoom(options: { capacity: number }): Promise<ContractRoom>;
}

const ON = { microphone: true, camera: true, screen: false, hand: false };
const OFFER = { type: 'offer', sdp: 'v=0' } as const;

let instances = 0;

/** A new instance id. */
function newInstance(): string {
  instances += 1;
  return instances.toString(16).padStart(32, '0');
}

function join(client: ContractClient, { code }: ContractRoom, instanceId = newInstance()) {
  return client.request('meeting:join', { code, instanceId, media: ON });
}

/**
 * Registers the tests of what a client can see of a room's seats. Both the real server and the fake
 * server of the client's tests must pass them.
 */
export function testMeetingContract(server: () => ContractServer): void {
  /** Ana and Ben in one meeting; Ana joined first. */
  async function meetingOfTwo(capacity = 4) {
    const room = await server().openRoom({ capacity });
    const ana = await room.connect('Ana');
    const first = await join(ana, room);
    const ben = await room.connect('Ben');
    const second = await join(ben, room);
    await ana.next('participant:joined');
    return { room, ana, ben, first, second };
  }

  test('the ack of the first join contains the own participant and no other', async () => {
    const room = await server().openRoom({ capacity: 4 });
    const instanceId = newInstance();
    const ack = await join(await room.connect('Ana'), room, instanceId);
    expect(ack.self).toMatchObject({ instanceId, media: ON, connection: 'connected' });
    expect(ack.participants).toEqual([]);
    expect(ack.meeting).toMatchObject({ room: { code: room.code }, capacity: 4 });
  });

  test('a second participant sees the first in the ack, and the first gets an event', async () => {
    const room = await server().openRoom({ capacity: 4 });
    const ana = await room.connect('Ana');
    const first = await join(ana, room);
    const second = await join(await room.connect('Ben'), room);
    expect(second.participants).toEqual([first.self]);
    expect(second.meeting.id).toBe(first.meeting.id);
    expect(second.self.joinSeq).toBeGreaterThan(first.self.joinSeq);
    expect(await ana.next('participant:joined')).toEqual({ participant: second.self });
  });

  test('an offer that travels with the join reaches the instance that it is addressed to', async () => {
    const room = await server().openRoom({ capacity: 4 });
    const ana = await room.connect('Ana');
    const { self } = await join(ana, room);
    const ben = await room.connect('Ben');
    const offers = [
      { to: self.id, toInstance: self.instanceId, epoch: 0, description: OFFER },
      { to: self.id, toInstance: newInstance(), epoch: 0, description: OFFER },
    ];
    const instanceId = newInstance();
    await ben.request('meeting:join', { code: room.code, instanceId, media: ON, offers });
    const { offer } = await ana.next('participant:joined');
    expect(offer).toEqual({ epoch: 0, description: OFFER });
  });

  test('a leave frees the seat, and the other participants get an event', async () => {
    const { ana, ben, second } = await meetingOfTwo();
    await ben.request('meeting:leave', {});
    const { id, instanceId } = second.self;
    expect(await ana.next('participant:left')).toEqual({ id, instanceId });
    await expect(ben.request('participant:update', { hand: true })).rejects.toMatchObject({
      code: 'NOT_A_MEMBER',
    });
  });

  test('a participant whose socket is lost shows as reconnecting', async () => {
    const { ana, ben, second } = await meetingOfTwo();
    ben.disconnect();
    const { participant } = await ana.next('participant:updated');
    expect(participant).toEqual({ ...second.self, connection: 'reconnecting' });
  });

  test('the same instance resumes its seat, and the other participants see no new participant', async () => {
    const { room, ana, ben, first, second } = await meetingOfTwo();
    ben.disconnect();
    await ana.next('participant:updated');
    const again = await join(await room.connect('Ben'), room, second.self.instanceId);
    expect(again.self).toEqual(second.self);
    expect(again.participants).toEqual([first.self]);
    expect(await ana.next('participant:updated')).toEqual({ participant: second.self });
    expect(ana.count('participant:joined')).toBe(0);
  });

  test('another instance of the same user takes over the seat', async () => {
    const { room, ana, ben, second } = await meetingOfTwo();
    const phone = await room.connect('Ben');
    const taken = await join(phone, room);
    await ben.next('meeting:replaced');
    const { id, joinedAt, joinSeq } = second.self;
    expect(taken.self).toMatchObject({ id, joinedAt });
    expect(taken.self.joinSeq).toBeGreaterThan(joinSeq);
    expect(await ana.next('participant:joined')).toEqual({ participant: taken.self });
    expect(ana.count('participant:left')).toBe(0);
    await expect(ben.request('participant:update', { hand: true })).rejects.toMatchObject({
      code: 'NOT_A_MEMBER',
    });
  });

  test('an instance with an older joinSeq does not take the seat back', async () => {
    const { room, ben, second } = await meetingOfTwo();
    ben.disconnect();
    const phone = await room.connect('Ben');
    await join(phone, room);
    const { instanceId, joinSeq } = second.self;
    const back = await room.connect('Ben');
    const resume = { code: room.code, instanceId, media: ON, joinSeq };
    await expect(back.request('meeting:join', resume)).rejects.toMatchObject({ code: 'REPLACED' });
    expect(phone.count('meeting:replaced')).toBe(0);
  });

  test('an instance with an older joinSeq gets no new seat after the newer one has left', async () => {
    const { room, ben, second } = await meetingOfTwo();
    ben.disconnect();
    const phone = await room.connect('Ben');
    await join(phone, room);
    await phone.request('meeting:leave', {});
    const { instanceId, joinSeq } = second.self;
    const back = await room.connect('Ben');
    const resume = { code: room.code, instanceId, media: ON, joinSeq };
    await expect(back.request('meeting:join', resume)).rejects.toMatchObject({ code: 'REPLACED' });
  });

  test('a full room refuses another user, but not the second instance of a participant', async () => {
    const { room, second } = await meetingOfTwo(2);
    await expect(join(await room.connect('Cem'), room)).rejects.toMatchObject({
      code: 'ROOM_FULL',
    });
    const { self } = await join(await room.connect('Ben'), room);
    expect(self.id).toBe(second.self.id);
  });

  test('a change of the media state reaches the other participants, and its sender by the ack', async () => {
    const { ana, ben, second } = await meetingOfTwo();
    const { participant } = await ben.request('participant:update', { microphone: false });
    expect(participant).toEqual({ ...second.self, media: { ...ON, microphone: false } });
    expect(await ana.next('participant:updated')).toEqual({ participant });
    expect(ben.count('participant:updated')).toBe(0);
  });

  test('a signal reaches only the instance that it is addressed to', async () => {
    const { ana, ben, first, second } = await meetingOfTwo();
    const { id: to, instanceId: toInstance } = first.self;
    const body = { epoch: 0, description: OFFER };
    await ben.request('signal:send', { to, toInstance, ...body });
    const { id: from, instanceId: fromInstance } = second.self;
    expect(await ana.next('signal:received')).toEqual({ from, fromInstance, ...body });
    await expect(
      ben.request('signal:send', { to, toInstance: newInstance(), ...body }),
    ).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
  });

  test('a client in the lobby sees who is in the room, and when that changes', async () => {
    const room = await server().openRoom({ capacity: 4 });
    const watcher = await room.connect('Cem');
    const { presence } = await watcher.request('room:watch', { code: room.code });
    expect(presence).toMatchObject({ room: { code: room.code }, capacity: 4, people: [] });
    const ana = await room.connect('Ana');
    const { self } = await join(ana, room);
    const { id, instanceId, displayName, role } = self;
    const joined = await watcher.next('room:changed');
    expect(joined.people).toEqual([{ id, instanceId, displayName, role }]);
    await ana.request('meeting:leave', {});
    expect((await watcher.next('room:changed')).people).toEqual([]);
  });

  test('a client that stops watching gets no more changes of the room', async () => {
    const room = await server().openRoom({ capacity: 4 });
    const watcher = await room.connect('Cem');
    await watcher.request('room:watch', { code: room.code });
    await watcher.request('room:unwatch', {});
    const ana = await room.connect('Ana');
    await join(ana, room);
    const ben = await room.connect('Ben');
    await join(ben, room);
    await ana.next('participant:joined');
    expect(watcher.count('room:changed')).toBe(0);
  });
}
